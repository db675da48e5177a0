// States to begin with, each a link.

import { address, type State, type View } from './state';

/// The configuration of Mixtral 8x7B, as far as it describes the model.
const exampleConfig = `{
  "model_type": "mixtral",
  "hidden_size": 4096,
  "intermediate_size": 14336,
  "num_attention_heads": 32,
  "num_key_value_heads": 8,
  "num_hidden_layers": 32,
  "num_local_experts": 8,
  "num_experts_per_tok": 2,
  "vocab_size": 32000,
  "tie_word_embeddings": false
}`;

const exampleLine = `torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py \\
  --num-layers 80 --hidden-size 8192 --ffn-hidden-size 28672 --num-attention-heads 64 \\
  --group-query-attention --num-query-groups 8 --swiglu --disable-bias-linear --normalization RMSNorm \\
  --position-embedding-type rope --untie-embeddings-and-output-weights --vocab-size 128256 \\
  --tensor-model-parallel-size 4 --pipeline-model-parallel-size 4 --context-parallel-size 2 \\
  --num-virtual-stages-per-pipeline-rank 5 --global-batch-size 128 --micro-batch-size 1 \\
  --seq-length 8192 --max-position-embeddings 8192 --sequence-parallel --bf16 --use-distributed-optimizer`;

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
    { text: 'Llama 3.1 405B on 16,384', asked: { model: 'Llama-3.1 405B', gpus: '16384' } },
    { text: 'DeepSeek-V3 on 2,048 H800', asked: { model: 'DeepSeek-V3', gpu: 'H800 SXM', gpus: '2048' } },
  ],
  fit: [
    { text: 'Llama 3.1 70B on 64', asked: { model: 'Llama-3.1 70B', gpus: '64' } },
    { text: 'on 16', asked: { model: 'Llama-3.1 70B', gpus: '16' } },
    { text: 'Llama 3.1 405B on 16,384', asked: { model: 'Llama-3.1 405B', gpus: '16384', 'sequence-length': '8192' } },
    { text: 'DeepSeek-V3 on 256', asked: { model: 'DeepSeek-V3', gpus: '256' } },
    { text: 'a config.json', asked: { config: exampleConfig, gpus: '16' } },
    { text: 'a launch line', asked: { line: exampleLine } },
  ],
  clock: [
    { text: 'all', asked: {} },
    { text: 'on H100', asked: { 'run-gpu': 'H100 SXM' } },
    { text: 'torchtitan', asked: { 'run-framework': 'torchtitan' } },
    { text: 'a launch line that took 16.5 s', asked: { line: exampleLine, measured: '16.5s' } },
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
      run: '',
    };
    return { text, href: address(state) };
  });
}
