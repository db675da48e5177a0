// Answers one question after the other, beside the page.

import packed from 'scalewall.packed?url';
import { load } from './module';

/// The module lies compressed; what a server has unpacked on its way is taken as it is.
async function unpacked(): Promise<WebAssembly.Module> {
  const bytes = new Uint8Array(await (await fetch(packed)).arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return WebAssembly.compile(bytes); // no gzip
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return WebAssembly.compileStreaming(new Response(stream, { headers: { 'content-type': 'application/wasm' } }));
}

const library = unpacked().then((module) => load(module, (done, whole) => postMessage({ done, whole })));

onmessage = async ({ data: { view, question } }: MessageEvent<{ view: string; question: string }>) => {
  try {
    postMessage((await library)(view, question));
  } catch (trapped) {
    postMessage({ failed: `the library has stopped: ${trapped}` });
  }
};
