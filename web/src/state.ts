// What is asked, as it stands in the address: `?view=plan&gpu=H100+SXM&gpus=512&nvlink-bandwidth=2`, or
// `?view=fit&model=llama-3.1-70b&gpus=512&tp=8`. Keys are the options of the programs and the parameters that are multiplied;
// what has its default is left out. A state that is compared with has the same keys behind `compare.`.

export type View = 'wall' | 'plan' | 'fit' | 'help' | 'clock';

/// Keys of questions about every model.
const commonKeys = { gpu: 'text', gpus: 'number', 'batch-sequences': 'number', 'sequence-length': 'number' } as const;

/// Keys of the address and of the question in JSON about the paper's models; the others are factors.
const paperKeys = {
  'gpus-per-node': 'number',
  sparse: 'flag',
  batch: 'text',
  'tokens-per-parameter': 'number',
  months: 'number',
  width: 'number',
  layers: 'number',
  'd-model': 'number',
  'd-ff': 'number',
  experts: 'number',
  rules: 'text',
  'every-plan': 'flag',
} as const;

/// Those about language models.
const languageKeys = {
  model: 'text',
  config: 'text',
  line: 'text',
  tp: 'text',
  cp: 'text',
  pp: 'text',
  vpp: 'text',
  dp: 'text',
  ep: 'text',
  etp: 'text',
  microbatch: 'text',
  recompute: 'text',
  zero: 'text',
  precision: 'text',
  attention: 'text',
  framework: 'text',
  release: 'text',
  'no-sequence-parallel': 'flag',
} as const;

export const degreeKeys = ['tp', 'cp', 'pp', 'vpp', 'dp', 'ep', 'etp', 'microbatch'];

/// What a launch line says itself.
const saidByLine = [...degreeKeys, 'batch-sequences', 'sequence-length', 'recompute', 'zero', 'precision', 'attention', 'no-sequence-parallel'];

/// Keys of the bands on the wall.
const bandKeys = { draws: 'number', vary: 'text' } as const;

/// What a step took, of a run that is compared with its prediction.
export const measuredKey = 'measured';

/// Keys that choose which measured runs are shown.
export const filterKeys = ['run-gpu', 'run-model', 'run-framework'];

export type Asked = Map<string, string>;

export interface State {
  view: View;
  asked: Asked;
  compared: Asked | null;
  zoom: string; // of the map of plans
  run: string; // a measured one that is kept; none where empty
}

export const views: View[] = ['wall', 'plan', 'fit', 'help', 'clock'];

export const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-');

export function read(search: string): State {
  const state: State = { view: 'wall', asked: new Map(), compared: null, zoom: '', run: '' };
  for (const [key, value] of new URLSearchParams(search)) {
    if (key === 'view') state.view = views.find((one) => one === value) ?? 'wall';
    else if (key === 'zoom') state.zoom = value;
    else if (key === 'run') state.run = value;
    else if (key.startsWith('compare.')) (state.compared ??= new Map()).set(key.slice(8), value);
    else state.asked.set(key, value);
  }
  return state;
}

export function address({ view, asked, compared, zoom, run }: State): string {
  const search = new URLSearchParams({ view });
  for (const [key, value] of asked) search.set(key, value);
  if (zoom && view === 'plan') search.set('zoom', zoom);
  if (run && view === 'clock') search.set('run', run);
  if (compared) {
    search.set('compare.gpu', compared.get('gpu') ?? defaultGpu);
    for (const [key, value] of compared) search.set(`compare.${key}`, value);
  }
  return `?${search}`;
}

export const defaultGpu = 'H100 SXM';

/// Whether the question is about a language model.
export const isLanguage = (view: View, asked: Asked) =>
  view === 'fit' || view === 'clock' || (view === 'plan' && ['model', 'config'].some((key) => asked.has(key)));

/// Digits go as they are written; what is no number goes as a text, and the library says what it thinks of that.
function value(kind: string, written: string): string {
  const digits = written.trim().replaceAll(',', '');
  if (kind === 'number' && /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits)) return digits;
  if (kind === 'flag' && ['1', 'true', '0', 'false'].includes(written)) return written === '1' || written === 'true' ? 'true' : 'false';
  return JSON.stringify(written);
}

const member = (key: string, kind: string, written: string) =>
  `${JSON.stringify(key.replaceAll('-', '_'))}:${value(kind, written)}`;

/// The question about the paper's models in JSON. `parameters` are those that can be multiplied.
export function question(asked: Asked, parameters: string[]): string {
  const kinds: Record<string, string> = { ...commonKeys, ...paperKeys };
  const members: string[] = [];
  const factors: string[] = [];
  for (const [key, written] of asked) {
    if (key in languageKeys || key in bandKeys || key === measuredKey || filterKeys.includes(key)) continue;
    if (key in kinds) {
      members.push(member(key, kinds[key], written));
    } else {
      const name = parameters.find((one) => slug(one) === key) ?? key.replaceAll('-', ' ');
      factors.push(`${JSON.stringify(name)}:${value('number', written)}`);
    }
  }
  if (factors.length > 0) members.push(`"factors":{${factors}}`);
  return `{${members}}`;
}

/// The question about the bands on the wall in JSON.
export function bandsQuestion(asked: Asked, parameters: string[]): string {
  const own = Object.entries(bandKeys).filter(([key]) => asked.has(key)).map(([key, kind]) => member(key, kind, asked.get(key)!));
  const paper = question(asked, parameters).slice(1, -1);
  return `{${[...(paper ? [paper] : []), ...own]}}`;
}

/// The model and the GPUs that are asked about where nobody says.
export const defaultModel = 'Llama-3.1 70B';
export const defaultGpus = '64';

/// The question about a language model in JSON. A key that is not known is for the library to refuse.
export function languageQuestion(view: View, asked: Asked, parameters: string[]): string {
  const kinds: Record<string, string> = { ...commonKeys, ...languageKeys };
  const whole = new Map(asked);
  if (view === 'plan') whole.delete('line');
  if (whole.has('config')) whole.delete('model');
  const line = whole.has('line');
  if (!line && !whole.has('config') && !whole.has('model')) whole.set('model', defaultModel);
  if (!line && !whole.has('gpus')) whole.set('gpus', defaultGpus);
  const factors = parameters.map(slug);
  const members = [...whole]
    .filter(([key]) => !(key in paperKeys || key in bandKeys || key === measuredKey || factors.includes(key) || filterKeys.includes(key) || (line && saidByLine.includes(key))))
    .map(([key, written]) => member(key, kinds[key] ?? 'text', written));
  return `{${members}}`;
}

/// The question about a run of one's own: what is predicted of it, beside a table of measured runs.
export function measuredQuestion(asked: Asked, parameters: string[], table: string): string {
  const run = languageQuestion('clock', asked, parameters).slice(1, -1);
  return `{${run},"measured":${JSON.stringify(asked.get(measuredKey))},"runs":${JSON.stringify(table)}}`;
}

/// The question about measured runs, of the text of their table.
export function clockQuestion(asked: Asked, table: string): string {
  const members = filterKeys.filter((key) => asked.has(key)).map((key) => member(key, 'text', asked.get(key)!));
  return `{${[...members, `"runs":${JSON.stringify(table)}`]}}`;
}

/// The key of the address that a sentence of the library is about: it begins with the path to what is wrong.
export function blamed(sentence: string): { key: string; rule: string } {
  const found = /^\$(?:\.factors)?(?:\.(\w+)|\["((?:[^"\\]|\\.)*)"\]): (.*)$/s.exec(sentence);
  if (!found) return { key: '', rule: sentence.replace(/^\$: /, '') };
  return { key: found[1] ? found[1].replaceAll('_', '-') : slug(found[2]), rule: found[3] };
}
