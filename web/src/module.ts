// The library: loads the WebAssembly module and answers questions with it. Runs in a Worker, and in node for the tests.

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  question_room(size: number): number;
  answer_text(): number;
  answer_size(): number;
  [answer: `answer_${string}`]: () => number;
}

export interface Said {
  answered: boolean; // else the text is a sentence that says why not
  text: string;
}

export type Ask = (view: string, question: string) => Said;

/// Told how much is done of how much while an answer takes long.
export type Told = (done: number, whole: number) => void;

export async function load(module: WebAssembly.Module, told: Told = () => {}): Promise<Ask> {
  // Of a C library that writes nothing: whatever it asks of a system is not there.
  const nothing: WebAssembly.ModuleImports = {};
  for (const { name } of WebAssembly.Module.imports(module)) nothing[name] = () => 52; // not supported, in WASI
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: nothing, page: { progress: told } });
  const library = instance.exports as unknown as Exports;
  library._initialize();
  return (view, question) => {
    const bytes = new TextEncoder().encode(question);
    const room = library.question_room(bytes.length);
    new Uint8Array(library.memory.buffer, room, bytes.length).set(bytes);
    const answered = library[`answer_${view}`]() === 1;
    // The memory may have grown: its view is made anew.
    const text = new Uint8Array(library.memory.buffer, library.answer_text(), library.answer_size());
    return { answered, text: new TextDecoder().decode(text) };
  };
}
