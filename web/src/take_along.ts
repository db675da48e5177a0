// What a person takes along: files and texts.

/// An element as a file of its own: what style sheets say of it stands at its parts.
export function svgText(picture: SVGElement): string {
  const copy = picture.cloneNode(true) as SVGElement;
  const copied = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  const properties = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font', 'text-anchor'];
  [picture, ...picture.querySelectorAll<SVGElement>('*')].forEach((part, i) => {
    const style = getComputedStyle(part);
    for (const property of properties) copied[i].style.setProperty(property, style.getPropertyValue(property));
  });
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

export function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/// Tells whether it was copied: a browser allows it on secure pages and on this machine alone.
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
