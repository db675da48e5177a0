// The page: a state that stands in the address, questions to the library, and what is drawn of its answers.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { Catalog, Help, Plan, PlanMap, Shown, Wall } from './answers';
import type { Panel } from './controls';
import { Library, type Answer } from './library';
import { clusterOf, fields } from './panel';
import { presetLinks } from './presets';
import { address, blamed, question, read, slug, type Asked, type State, type View } from './state';
import { copy, save } from './take_along';
import { helpView, markdown, planView, wallView, type Scene } from './views';
import './style.css';

const names: Record<View, string> = { wall: 'The wall', plan: 'The plan', help: 'What would help' };
const questions: Record<View, string> = {
  wall: 'How far can training scale?',
  plan: 'Which plan is best?',
  help: 'What would help most?',
};

/// The last good answer in a place, and what the library said to the last question there, if it did not answer.
interface Place {
  question: string;
  json: unknown;
  sentence: string | null;
  open: boolean; // nothing has been said to the last question
}

const library = new Library();
const root = document.querySelector<HTMLElement>('#page')!;
let catalog: Catalog | null = null;
let failure = '';
let state: State = read(location.search);
let width = 640; // of a picture
let chosen = -1;
let copied = '';
const places = new Map<string, Place>();
const wide = matchMedia('(min-width: 900px)'); // the fields stand beside the answer

function ask(name: string, view: string, text: string): void {
  const before = places.get(name);
  if (before?.question === text) return;
  places.set(name, { question: text, json: before?.json ?? null, sentence: null, open: true });
  library.ask(name, view, text, (answer: Answer) => {
    const place = places.get(name)!;
    const open = answer.question !== place.question;
    if (answer.answered) places.set(name, { ...place, json: JSON.parse(answer.text), sentence: null, open });
    else if (!open) places.set(name, { ...place, sentence: answer.text, open });
    draw();
  });
}

const parametersOf = (asked: Asked) => clusterOf(catalog!, asked.get('gpu'))?.parameters ?? [];

function askAll(): void {
  if (!catalog) return;
  const text = question(state.asked, parametersOf(state.asked));
  ask(state.view, state.view, text);
  if (state.view === 'plan') ask('map', 'map', text);
  if (state.view === 'wall' && state.compared)
    ask('compared', 'wall', question(state.compared, parametersOf(state.compared)));
}

/// To another state; the address follows where it is done, so that the back button comes back to it.
function go(next: State, done: boolean): void {
  if (next.view !== state.view || next.zoom !== state.zoom) chosen = -1;
  state = next;
  if (done && address(state) !== location.search) history.pushState(null, '', address(state));
  askAll();
  draw();
}

function write(key: string, text: string, done: boolean): void {
  const asked = new Map(state.asked);
  if (text.trim() === '') asked.delete(key);
  else asked.set(key, text.trim());
  if (key === 'gpu' && catalog) {
    // What the other cluster does not have cannot be multiplied there.
    const gone = parametersOf(state.asked).map(slug).filter((one) => !parametersOf(asked).map(slug).includes(one));
    for (const one of [...gone, 'gpus-per-node']) asked.delete(one);
  }
  go({ ...state, asked }, done);
}

function comparing(): TemplateResult | typeof nothing {
  if (state.view !== 'wall') return nothing;
  const keep = () => go({ ...state, compared: new Map(state.asked) }, true);
  const swap = () => go({ ...state, asked: state.compared!, compared: state.asked }, true);
  return html`<p class="chips">
    <button type="button" @click=${keep}>Keep this to compare with</button>
    ${state.compared
      ? html`<button type="button" @click=${swap}>Exchange the two</button>
          <button type="button" @click=${() => go({ ...state, compared: null }, true)}>Compare no more</button>`
      : nothing}
  </p>`;
}

function takeAlong(shown: Shown, text: string, all: unknown): TemplateResult {
  const button = (what: string, taken: string) => html`<button
    type="button"
    @click=${async () => {
      copied = (await copy(taken)) ? `${what}: copied.` : `${what}: the browser does not allow it; the text is below.`;
      draw();
    }}
  >
    ${what}
  </button>`;
  return html`<section class="take" aria-label="Take it along">
    <h2>Take it along</h2>
    <p class="chips">
      ${button('Copy link', location.href)} ${button('Copy command', shown.command)} ${button('Copy Markdown', text)}
      ${button('Copy C++', shown.cpp)}
      <button type="button" @click=${() => save(`${state.view}.json`, 'application/json', JSON.stringify(all, null, 2))}>JSON</button>
      <span role="status">${copied}</span>
    </p>
    <details>
      <summary>As a command, as assertions in C++</summary>
      <pre tabindex="0">${shown.command}</pre>
      <pre tabindex="0">${shown.cpp}</pre>
    </details>
  </section>`;
}

/// What is drawn where there is an answer.
function answered(place: Place, scene: Scene): TemplateResult {
  const compared = state.view === 'wall' && state.compared ? ((places.get('compared')?.json ?? null) as Wall | null) : null;
  const found = place.json as { shown: Shown; answer: unknown };
  const view =
    state.view === 'wall'
      ? wallView(scene, place.json as Wall, compared)
      : state.view === 'plan'
        ? planView(scene, place.json as Plan, (places.get('map')?.json ?? null) as PlanMap | null)
        : helpView(scene, place.json as Help);
  const text = markdown(state, location.href, place.json as Wall, compared);
  return html`<p class="title">${found.shown.title}</p>
    <p class="assumes">${found.shown.assumes}</p>
    ${found.shown.notes.map((note) => html`<p class="note">${note}.</p>`)} ${comparing()} ${view}
    ${takeAlong(found.shown, text, found.answer)}`;
}

/// Why there is no answer; the field that it is about says it as well.
function sentence(name: string): unknown {
  const place = places.get(name);
  if (!place?.sentence) return nothing;
  const what = name === 'compared' ? 'What is compared with: ' : '';
  const fault = blamed(place.sentence);
  const kept = place.json ? html`<small>The picture is of the last question that has an answer.</small>` : nothing;
  return html`<div class="fault"><span role="alert">${what}${fault.key ? `${fault.key}: ` : ''}${fault.rule}</span>${kept}</div>`;
}

function draw(): void {
  if (failure || !catalog) {
    render(failure ? html`<main><p class="fault" role="alert">${failure}</p></main>` : html`<main><p>The library is being loaded.</p></main>`, root);
    return;
  }
  const asked: string[] = [state.view, ...(state.view === 'plan' ? ['map'] : state.compared ? ['compared'] : [])];
  const place = places.get(state.view);
  const found = place?.json as { shown: Shown } | null | undefined;
  const fault = place?.sentence ? blamed(place.sentence) : null;
  const panel: Panel = { written: (key) => state.asked.get(key), write, fault };
  const wanted = state.view === 'wall' ? undefined : (place?.json as Plan | null | undefined)?.answer.wanted;
  const values = found?.shown.values ?? clusterOf(catalog, state.asked.get('gpu'))?.values ?? {};
  const form = fields(state.view, panel, catalog, values, wanted);
  const scene: Scene = {
    state,
    width,
    chosen,
    choose: (index) => {
      chosen = index;
      draw();
    },
    values,
  };
  const link = (view: View) => address({ ...state, view });
  document.title = `${names[state.view]} · scalewall`;
  render(
    html`<header>
        <a class="skip" href="#answer">To the answer</a>
        <span class="brand">scalewall <small>${catalog.version}</small></span>
        <nav aria-label="Views">
          ${(Object.keys(names) as View[]).map(
            (view) => html`<a href=${link(view)} aria-current=${view === state.view ? 'page' : 'false'}>${names[view]}</a>`,
          )}
        </nav>
      </header>
      <main id="answer" class=${state.view} aria-busy=${asked.some((name) => places.get(name)?.open) ? 'true' : 'false'}>
        <div class="answer">
          <h1>${questions[state.view]}</h1>
          <nav class="chips" aria-label="Examples">
            ${presetLinks(state.view).map(({ text, href }) => html`<a href=${href}>${text}</a>`)}
          </nav>
          ${sentence(state.view)} ${state.view === 'wall' && state.compared ? sentence('compared') : nothing}
          ${place?.json ? answered(place, scene) : place?.sentence ? nothing : html`<p>The answer is being computed.</p>`}
        </div>
        <aside aria-label="What is asked">
          <details ?open=${wide.matches}>
            <summary>Change what is asked</summary>
            ${form}
          </details>
        </aside>
      </main>
      <footer>
        Computed in this page by the headers of scalewall, compiled to WebAssembly: nothing is sent anywhere. The model is that of Erdil
        &amp; Schneider-Joseph 2024, arXiv 2411.01137.
      </footer>`,
    root,
  );
}

/// A link to another state of this page changes it without loading it anew.
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="?"]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  copied = '';
  go(read(link.search), true);
}

document.addEventListener('click', follow);
wide.addEventListener('change', draw);
addEventListener('popstate', () => go(read(location.search), false));
new ResizeObserver(() => {
  const answer = root.querySelector('.answer');
  // Pictures grow with the letters of a large screen.
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const next = answer ? Math.max(280, Math.floor(answer.clientWidth / scale)) : width;
  if (next !== width) {
    width = next;
    draw();
  }
}).observe(root);
library.ask('catalog', 'catalog', '{}', (answer) => {
  if (answer.answered) catalog = JSON.parse(answer.text) as Catalog;
  else failure = `The library could not be loaded: ${answer.text}`;
  askAll();
  draw();
  dispatchEvent(new Event('resize'));
});
draw();
