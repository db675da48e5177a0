declare module 'scalewall.wasm?url' {
  const address: string;
  export default address;
}
