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
}

const patience = 8000; // ms that a question may take while another waits

export class Library {
  #worker = this.#start();
  #asked: Question | null = null;
  #since = 0;
  #waiting = new Map<string, Question>();

  ask(place: string, view: string, question: string, then: (answer: Answer) => void): void {
    this.#waiting.delete(place); // so that the newest stands last
    this.#waiting.set(place, { place, view, question, then });
    if (this.#asked && performance.now() - this.#since > patience) {
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
    worker.onmessage = ({ data }: MessageEvent<Said & { failed?: string }>) => {
      const asked = this.#asked;
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
