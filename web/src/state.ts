// What is asked, as it stands in the address: `?view=plan&gpu=H100+SXM&gpus=512&nvlink-bandwidth=2`. Keys are the options of
// the programs and the parameters that are multiplied; what has its default is left out. A state that is compared with has
// the same keys behind `compare.`.

export type View = 'wall' | 'plan' | 'help';

/// Keys of the address and of the question in JSON; the others are factors.
export const keys = {
  gpu: 'text',
  'gpus-per-node': 'number',
  sparse: 'flag',
  batch: 'text',
  'tokens-per-parameter': 'number',
  'sequence-length': 'number',
  months: 'number',
  width: 'number',
  layers: 'number',
  'd-model': 'number',
  'd-ff': 'number',
  experts: 'number',
  'batch-sequences': 'number',
  gpus: 'number',
  rules: 'text',
  'every-plan': 'flag',
} as const;

export type Asked = Map<string, string>;

export interface State {
  view: View;
  asked: Asked;
  compared: Asked | null;
  zoom: string; // of the map of plans
}

export const views: View[] = ['wall', 'plan', 'help'];

export const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-');

export function read(search: string): State {
  const state: State = { view: 'wall', asked: new Map(), compared: null, zoom: '' };
  for (const [key, value] of new URLSearchParams(search)) {
    if (key === 'view') state.view = views.find((one) => one === value) ?? 'wall';
    else if (key === 'zoom') state.zoom = value;
    else if (key.startsWith('compare.')) (state.compared ??= new Map()).set(key.slice(8), value);
    else state.asked.set(key, value);
  }
  return state;
}

export function address({ view, asked, compared, zoom }: State): string {
  const search = new URLSearchParams({ view });
  for (const [key, value] of asked) search.set(key, value);
  if (zoom && view === 'plan') search.set('zoom', zoom);
  if (compared) {
    search.set('compare.gpu', compared.get('gpu') ?? defaultGpu);
    for (const [key, value] of compared) search.set(`compare.${key}`, value);
  }
  return `?${search}`;
}

export const defaultGpu = 'H100 SXM';

/// The question in JSON. Digits go as they are written; what is no number goes as a text, and the library says what it
/// thinks of that. `parameters` are those that can be multiplied.
export function question(asked: Asked, parameters: string[]): string {
  const members: string[] = [];
  const factors: string[] = [];
  for (const [key, written] of asked) {
    const kind = key in keys ? keys[key as keyof typeof keys] : 'factor';
    const digits = written.trim().replaceAll(',', '');
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(digits) ? digits : JSON.stringify(written);
    if (kind === 'factor') {
      const name = parameters.find((one) => slug(one) === key) ?? key.replaceAll('-', ' ');
      factors.push(`${JSON.stringify(name)}:${number}`);
    } else {
      const flag = written === '1' || written === 'true' ? 'true' : written === '0' ? 'false' : JSON.stringify(written);
      const value = kind === 'number' ? number : kind === 'flag' ? flag : JSON.stringify(written);
      members.push(`${JSON.stringify(key.replaceAll('-', '_'))}:${value}`);
    }
  }
  if (factors.length > 0) members.push(`"factors":{${factors}}`);
  return `{${members}}`;
}

/// The key of the address that a sentence of the library is about: it begins with the path to what is wrong.
export function blamed(sentence: string): { key: string; rule: string } {
  const found = /^\$(?:\.factors)?(?:\.(\w+)|\["((?:[^"\\]|\\.)*)"\]): (.*)$/s.exec(sentence);
  if (!found) return { key: '', rule: sentence.replace(/^\$: /, '') };
  return { key: found[1] ? found[1].replaceAll('_', '-') : slug(found[2]), rule: found[3] };
}
