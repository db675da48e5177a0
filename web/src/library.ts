// Questions to the Worker. Each has a place, and in a place the last position wins: while the Worker is at work, a newer
// question takes the place of one that waits.

import type { Said } from './module';

export interface Answer extends Said {
  question: string;
}

interface Question {
  place: string;
  view: string;
  question: string;
  then: (answer: Answer) => void;
  told: (share: number) => void;
}

export class Library {
  /// `patience`: ms that a question may take while another waits.
  constructor(private readonly patience = 8000) {}

  #worker = this.#start();
  #asked: Question | null = null;
  #since = 0;
  #waiting = new Map<string, Question>();

  /// `told` is told which share is done of an answer that takes long.
  ask(place: string, view: string, question: string, then: (answer: Answer) => void, told: (share: number) => void = () => {}): void {
    this.#waiting.delete(place); // so that the newest stands last
    this.#waiting.set(place, { place, view, question, then, told });
    if (this.#asked && performance.now() - this.#since > this.patience) {
      // A search that does not end, say for a prime number of tokens: it is given up.
      this.#worker.terminate();
      this.#worker = this.#start();
      this.#asked = null;
    }
    this.#next();
  }

  get busy(): boolean {
    return this.#asked !== null;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Said & { failed?: string; done?: number; whole?: number }>) => {
      const asked = this.#asked;
      if (data.done !== undefined) return asked?.told(data.done / data.whole!);
      this.#asked = null;
      if (data.failed) {
        worker.terminate();
        this.#worker = this.#start();
      }
      this.#next();
      asked?.then({ question: asked.question, answered: data.answered ?? false, text: data.failed ?? data.text });
    };
    return worker;
  }

  #next(): void {
    if (this.#asked) return;
    const [next] = this.#waiting.values();
    if (!next) return;
    this.#waiting.delete(next.place);
    this.#asked = next;
    this.#since = performance.now();
    this.#worker.postMessage({ view: next.view, question: next.question });
  }
}
