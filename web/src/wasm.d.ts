declare module 'scalewall.packed?url' {
  const address: string;
  export default address;
}
