// The page: a state that stands in the address, questions to the library, and what is drawn of its answers.

import { html, nothing, render, type TemplateResult } from 'lit';
import runsAddress from '../../data/training_runs.csv?url';
import type { Bands, Catalog, Choices, Clock, Fit, Help, Measured, Pins, Plan, PlanMap, Plans, Shown, Wall } from './answers';
import type { Drawing } from './bands_view';
import { clockFields, clockView } from './clock_view';
import type { Panel } from './controls';
import { fitView } from './fit_view';
import { languageFields } from './language_panel';
import { Library, type Answer } from './library';
import { clusterOf, fields } from './panel';
import { plansView } from './plans_view';
import { presetLinks } from './presets';
import type { Scene } from './scene';
import {
  address, bandsQuestion, blamed, clockQuestion, defaultModel, isLanguage, languageQuestion, measuredKey, measuredQuestion, question, read, slug, type Asked,
  type State, type View,
} from './state';
import { copy, save } from './take_along';
import { helpView, markdown, planView, wallView, type Answer as Found } from './views';
import './style.css';

const names: Record<View, string> = {
  wall: 'The wall',
  plan: 'The plan',
  fit: 'Does it fit',
  help: 'What would help',
  clock: 'Against the clock',
};
const questions: Record<View, string> = {
  wall: 'How far can training scale?',
  plan: 'Which plan is best?',
  fit: 'Does it fit, and how long is a step?',
  help: 'What would help most?',
  clock: 'How far are predictions from the clock?',
};

/// The last good answer in a place, and what the library said to the last question there, if it did not answer.
interface Place {
  question: string;
  json: unknown;
  sentence: string | null;
  open: boolean; // nothing has been said to the last question
  share: number; // that is done of the answer, where it takes long
}

const library = new Library();
let drawer: Library | null = null; // of bands, beside the other answers; a newer question takes the place of one at work
let drawn = 0; // the timer of the next question to it
const root = document.querySelector<HTMLElement>('#page')!;
let catalog: Catalog | null = null;
let choices: Choices | null = null; // of language models
let measured = ''; // the table of measured runs, once it is wanted
let way = ''; // how a language model is said, where that is not seen from what is asked
let failure = '';
let state: State = read(location.search);
let width = 640; // of a picture
let chosen = -1;
let copied = '';
const places = new Map<string, Place>();
const wide = matchMedia('(min-width: 900px)'); // the fields stand beside the answer

function ask(name: string, view: string, text: string, of = library): void {
  const before = places.get(name);
  if (before?.question === text) return;
  places.set(name, { question: text, json: before?.json ?? null, sentence: null, open: true, share: 0 });
  const told = (share: number) => {
    const place = places.get(name)!;
    if (place.question !== text) return;
    places.set(name, { ...place, share });
    draw();
  };
  of.ask(name, view, text, (answer: Answer) => {
    const place = places.get(name)!;
    const open = answer.question !== place.question;
    if (answer.answered) places.set(name, { ...place, json: JSON.parse(answer.text), sentence: null, open });
    else if (!open) places.set(name, { ...place, sentence: answer.text, open });
    draw();
  }, told);
}

const parametersOf = (asked: Asked) => clusterOf(catalog!, asked.get('gpu'))?.parameters ?? [];

/// What answers about the paper's models rest on.
function evidenceOf(asked: Asked): string {
  const factors = parametersOf(asked).map(slug).filter((key) => asked.has(key)).length;
  const known = clusterOf(catalog!, asked.get('gpu'))?.evidence ?? 'unknown';
  return `formulas of the paper, ${known === 'measured' ? 'measured rates' : known}${factors > 0 ? ', multiplied' : ''}`;
}

/// What the view asks of the library; the first is its answer.
function questionsOf({ view, asked, compared }: State): [place: string, text: string][] {
  if (view === 'clock') {
    if (!measured) return [];
    const mine = asked.has(measuredKey) ? measuredQuestion(asked, parametersOf(asked), measured) : null;
    return [['clock', clockQuestion(asked, measured)], ...(mine ? [['measured', mine] as [string, string]] : [])];
  }
  if (isLanguage(view, asked)) {
    const text = languageQuestion(view, asked, parametersOf(asked));
    return view === 'fit' ? [['fit', text]] : [['plans', text], ['plans_map', text]];
  }
  const text = question(asked, parametersOf(asked));
  if (view === 'plan') return [['plan', text], ['map', text]];
  if (view === 'wall' && compared) return [['wall', text], ['compared', question(compared, parametersOf(compared))]];
  if (view === 'help') return [['help', text], ['bands', bandsQuestion(asked, parametersOf(asked))]];
  return [[view, text]];
}

function askAll(): void {
  if (!catalog) return;
  if (state.view === 'clock' && !measured) void fetchMeasured();
  clearTimeout(drawn);
  for (const [place, text] of questionsOf(state))
    if (place === 'bands') drawn = setTimeout(() => ask(place, place, text, (drawer ??= new Library(0))), 250);
    else ask(place, place === 'compared' ? 'wall' : place, text);
}

async function fetchMeasured(): Promise<void> {
  measured = await (await fetch(runsAddress)).text();
  askAll();
  draw();
}

/// To another state; the address follows where it is done, so that the back button comes back to it.
function go(next: State, done: boolean): void {
  if (next.view !== state.view || next.zoom !== state.zoom) chosen = -1;
  if (next.view !== state.view || ['model', 'config', 'line'].some((key) => next.asked.get(key) !== state.asked.get(key))) way = '';
  state = next;
  if (done && address(state) !== location.search) history.pushState(null, '', address(state));
  askAll();
  draw();
}

function write(key: string, text: string, done: boolean): void {
  const asked = new Map(state.asked);
  if (text.trim() === '') asked.delete(key);
  else asked.set(key, text.trim());
  const others = { config: ['model', 'line'], line: ['model', 'config'], model: ['config', 'line'] }[key];
  for (const other of text.trim() === '' ? [] : (others ?? [])) asked.delete(other);
  if (key === 'gpu' && catalog) {
    // What the other cluster does not have cannot be multiplied there.
    const gone = parametersOf(state.asked).map(slug).filter((one) => !parametersOf(asked).map(slug).includes(one));
    for (const one of [...gone, 'gpus-per-node']) asked.delete(one);
  }
  go({ ...state, asked }, done);
}

/// Another way to say which language model is meant; a text takes the place of what was said before once it is pasted.
function take(next: string): void {
  way = next;
  if (next !== 'model') return draw();
  const asked = new Map(state.asked).set('model', defaultModel);
  for (const key of ['config', 'line']) asked.delete(key);
  go({ ...state, asked }, true);
}

const wayOf = (asked: Asked) => way || ['line', 'config'].find((key) => asked.has(key)) || 'model';

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
      ${shown.cpp ? button('Copy C++', shown.cpp) : nothing}
      <button type="button" @click=${() => save(`${state.view}.json`, 'application/json', JSON.stringify(all, null, 2))}>JSON</button>
      <span role="status">${copied}</span>
    </p>
    <details>
      <summary>${shown.cpp ? 'As a command, as assertions in C++' : 'As a command'}</summary>
      <pre tabindex="0">${shown.command}</pre>
      ${shown.cpp ? html`<pre tabindex="0">${shown.cpp}</pre>` : nothing}
    </details>
  </section>`;
}

/// What the answer of a view shows.
function shownOf(place: Place, scene: Scene, compared: Wall | null): TemplateResult {
  const map = (name: string) => (places.get(name)?.json ?? null) as PlanMap | null;
  switch (state.view) {
    case 'wall':
      return wallView(scene, place.json as Wall, compared);
    case 'plan':
      return isLanguage('plan', state.asked)
        ? plansView(scene, place.json as Plans, map('plans_map'))
        : planView(scene, place.json as Plan, map('map'));
    case 'fit':
      return fitView(scene, place.json as Fit);
    case 'help':
      return helpView(scene, place.json as Help, drawing());
    case 'clock':
      return clockView(scene, place.json as Clock, mine(), (run) => go({ ...state, run }, true));
  }
}

/// The bands, and how far they are drawn.
function drawing(): Drawing {
  const place = places.get('bands');
  const open = place?.open ?? true;
  return { found: (place?.json ?? null) as Bands | null, share: open ? (place?.share ?? 0) : 1 };
}

/// The run of one's own, where one is compared.
const mine = () => (state.view === 'clock' && state.asked.has(measuredKey) ? ((places.get('measured')?.json ?? null) as Measured | null) : null);

/// The plan that is shown, as keys of the address.
function pins(place: Place | undefined): Pins | undefined {
  const found = place?.json as Fit | Plans | Clock | null | undefined;
  if (!found) return undefined;
  if ('runs' in found.shown) return undefined; // measured ones
  return 'plans' in found.shown ? found.shown.plans[0].asked : found.shown.pinned;
}

/// Whether the plan is one for the paper's models or for a language model.
function kinds(): TemplateResult | typeof nothing {
  if (state.view !== 'plan') return nothing;
  const language = isLanguage(state.view, state.asked);
  const paper = new Map([...state.asked].filter(([key]) => !['model', 'config', 'line'].includes(key)));
  const named = new Map(state.asked).set('model', defaultModel);
  return html`<nav class="chips" aria-label="Kind of model">
    <a href=${address({ ...state, asked: paper })} aria-current=${language ? 'false' : 'true'}>the paper’s layers</a>
    <a href=${address({ ...state, asked: language ? state.asked : named })} aria-current=${language ? 'true' : 'false'}>a language model</a>
  </nav>`;
}

/// What is drawn where there is an answer.
function answered(place: Place, scene: Scene): TemplateResult {
  const compared = state.view === 'wall' && state.compared ? ((places.get('compared')?.json ?? null) as Wall | null) : null;
  const found = place.json as { shown: Shown; answer: unknown };
  const text = markdown(scene, location.href, place.json as Found, compared, mine());
  return html`<p class="title">${found.shown.title}</p>
    <p class="assumes">${found.shown.assumes}</p>
    ${(found.shown.notes ?? []).map((note) => html`<p class="note">${note}.</p>`)} ${comparing()} ${shownOf(place, scene, compared)}
    ${takeAlong(taken(found.shown), text, mine() ? { runs: found.answer, mine: mine()!.answer } : found.answer)}`;
}

/// What is taken along of an answer: of a run of one's own its command and its C++ as well.
function taken(shown: Shown): Shown {
  const own = mine();
  return own ? { ...shown, command: `${shown.command}\n${own.shown.command}`, cpp: own.shown.cpp } : shown;
}

/// Why there is no answer; the field that it is about says it as well.
function sentence(name: string): unknown {
  const place = places.get(name);
  if (!place?.sentence) return nothing;
  const what = { compared: 'What is compared with: ', measured: 'Mine: ', bands: 'The bands: ' }[name] ?? '';
  const fault = blamed(place.sentence);
  const kept = place.json ? html`<small>The picture is of the last question that has an answer.</small>` : nothing;
  return html`<div class="fault"><span role="alert">${what}${fault.key ? `${fault.key}: ` : ''}${fault.rule}</span>${kept}</div>`;
}

function draw(): void {
  if (failure || !catalog) {
    render(failure ? html`<main><p class="fault" role="alert">${failure}</p></main>` : html`<main><p>The library is being loaded.</p></main>`, root);
    return;
  }
  const asked = questionsOf(state).map(([name]) => name);
  const name = asked[0] ?? state.view;
  const place = places.get(name);
  const found = place?.json as { shown: Shown } | null | undefined;
  const wrong = asked.filter((name) => name !== 'compared').map((name) => places.get(name)?.sentence).find((one) => one);
  const fault = wrong ? blamed(wrong) : null;
  const panel: Panel = { written: (key) => state.asked.get(key), write, fault };
  const language = isLanguage(state.view, state.asked);
  const wanted = state.view === 'wall' ? undefined : (place?.json as Plan | null | undefined)?.answer.wanted;
  const values = found?.shown.values ?? clusterOf(catalog, state.asked.get('gpu'))?.values ?? {};
  const form =
    language
        ? languageFields(state, panel, catalog, choices, wayOf(state.asked), take, pins(place), state.view === 'clock' ? clockFields(panel, place?.json as Clock | undefined) : nothing)
      : fields(state.view, panel, catalog, values, wanted, drawing().found?.shown.inputs ?? []);
  const scene: Scene = {
    state,
    width,
    chosen,
    choose: (index) => {
      chosen = index;
      draw();
    },
    values,
    model: state.asked.get('model') ?? defaultModel,
    write,
    evidence: evidenceOf(state.asked),
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
      <main id="answer" class=${state.view} aria-busy=${asked.some((name) => name !== 'bands' && places.get(name)?.open) ? 'true' : 'false'}>
        <div class="answer">
          <h1>${questions[state.view]}</h1>
          <nav class="chips" aria-label="Examples">
            ${presetLinks(state.view).map(({ text, href }) => html`<a href=${href}>${text}</a>`)}
          </nav>
          ${kinds()} ${sentence(name)} ${['compared', 'measured', 'bands'].filter((one) => asked.includes(one)).map(sentence)}
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
        Computed in this page by the headers of scalewall, compiled to WebAssembly: nothing is sent anywhere. The paper’s model is that
        of Erdil &amp; Schneider-Joseph 2024, arXiv 2411.01137; language models have estimates of their own.
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
library.ask('choices', 'choices', '{}', (answer) => {
  if (answer.answered) choices = JSON.parse(answer.text) as Choices;
  draw();
});
draw();
