// States to begin with, each a link.

import { address, type State, type View } from './state';

interface Preset {
  text: string;
  asked: Record<string, string>;
  compared?: Record<string, string>;
}

const presets: Record<View, Preset[]> = {
  wall: [
    { text: 'A100 and H100', asked: { gpu: 'H100 SXM' }, compared: { gpu: 'A100 SXM' } },
    { text: 'B200 and H100', asked: { gpu: 'B200 SXM' }, compared: { gpu: 'H100 SXM' } },
    { text: 'a tenth of the latency', asked: { gpu: 'H100 SXM Low Latency' }, compared: { gpu: 'H100 SXM' } },
    { text: 'superpods', asked: { gpu: 'H100 SXM Superpod' }, compared: { gpu: 'H100 SXM' } },
    { text: 'NVLink everywhere', asked: { gpu: 'H100 SXM Global NVLink' }, compared: { gpu: 'H100 SXM' } },
    { text: 'sparse models', asked: { gpu: 'H100 SXM', sparse: '1' }, compared: { gpu: 'H100 SXM' } },
    { text: 'a year', asked: { gpu: 'H100 SXM', months: '12' }, compared: { gpu: 'H100 SXM' } },
  ],
  plan: [
    { text: 'as wide as GPT-3, by the laws', asked: {} },
    { text: 'GPT-3 on 1,024 A100', asked: { gpu: 'A100 SXM 80 GB', gpus: '1024', layers: '96', 'd-model': '12288', 'd-ff': '49152', experts: '1', 'batch-sequences': '1536' } },
    { text: 'on racks of 72', asked: { gpu: 'GB200', gpus: '4608' } },
    { text: 'sparse', asked: { gpus: '8192', sparse: '1' } },
    { text: 'on a million GPUs', asked: { gpus: '1048576', width: '49152' } },
  ],
  help: [
    { text: '4,096 H100', asked: {} },
    { text: '65,536 H100', asked: { gpus: '65536' } },
    { text: 'sparse, 65,536 H100', asked: { gpus: '65536', sparse: '1' } },
    { text: '32,768 A100', asked: { gpu: 'A100 SXM', gpus: '32768' } },
  ],
};

export function presetLinks(view: View): { text: string; href: string }[] {
  return presets[view].map(({ text, asked, compared }) => {
    const state: State = {
      view,
      asked: new Map(Object.entries(asked)),
      compared: compared ? new Map(Object.entries(compared)) : null,
      zoom: '',
    };
    return { text, href: address(state) };
  });
}
