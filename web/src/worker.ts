// Answers one question after the other, beside the page.

import wasm from 'scalewall.wasm?url';
import { load } from './module';

const library = WebAssembly.compileStreaming(fetch(wasm)).then(load);

onmessage = async ({ data: { view, question } }: MessageEvent<{ view: string; question: string }>) => {
  try {
    postMessage((await library)(view, question));
  } catch (trapped) {
    postMessage({ failed: `the library has stopped: ${trapped}` });
  }
};
