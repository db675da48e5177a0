// Random questions, the same every time: most of them sensible, some of them broken.

/// Numbers in [0, 1): mulberry32.
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function chooser(seed) {
  const random = generator(seed);
  return {
    random,
    among: (list) => list[Math.floor(random() * list.length)],
    often: (share) => random() < share,
    powers: (from, to) => 2 ** (from + Math.floor(random() * (to - from + 1))),
  };
}

/// `number` of [view, question], of clusters of the catalog.
export function randomQuestions(catalog, number, seed = 241101137) {
  const { random, among, often, powers } = chooser(seed);

  const question = () => {
    const cluster = among(catalog.clusters);
    const asked = { gpu: cluster.name };
    if (often(0.5))
      asked.factors = Object.fromEntries(
        Array.from({ length: 1 + Math.floor(3 * random()) }, () => among(cluster.parameters)).map((name) => [
          name,
          name === 'batch' || name === 'depth' ? powers(-2, 2) : Number(2 ** (6 * random() - 3)),
        ]),
      );
    if (often(0.2)) asked.sparse = true;
    if (often(0.3)) asked.batch = among(catalog.batch_laws);
    if (often(0.2)) asked.tokens_per_parameter = Number((1 + 200 * random()).toPrecision(4));
    if (often(0.2)) asked.sequence_length = powers(9, 15);
    if (often(0.3)) asked.months = Number((24 * random() + 0.1).toPrecision(4));
    if (often(0.5)) asked.width = 1024 * Math.ceil(48 * random());
    else if (often(0.5))
      Object.assign(asked, {
        layers: 4 * Math.ceil(32 * random()),
        d_model: 1024 * Math.ceil(20 * random()),
        experts: often(0.3) ? powers(1, 5) : 1,
      });
    if (often(0.3)) asked.batch_sequences = 128 * Math.ceil(40 * random());
    asked.gpus = often(0.95) ? powers(6, 15) : Math.ceil(3000 * random());
    if (often(0.3)) asked.rules = among(catalog.rules);
    if (asked.gpus <= 256 && often(0.2)) asked.every_plan = true;
    if (often(0.1)) asked.gpus_per_node = Math.ceil(10 * random());
    // Broken: a wrong name, a wrong number, a wrong kind, a wrong text.
    if (often(0.03)) asked.gpu = 'H100 SXN';
    if (often(0.03)) asked[among(['gpus', 'months', 'width', 'experts'])] = among([0, -3, 1.5, 'abc', null, [], 1e300]);
    if (often(0.02)) asked.unknown = 1;
    const text = JSON.stringify(asked);
    return often(0.02) ? text.slice(0, -3) : text;
  };
  const views = ['plan', 'plan', 'plan', 'plan', 'plan', 'plan', 'plan', 'plan', 'plan', 'plan', 'wall', 'map'];
  return Array.from({ length: number }, (_, i) => [i % 100 === 99 ? 'help' : among(views), question()]);
}

/// `number` of [view, question] about language models: by name, as a configuration, as a launch line.
export function randomLanguageQuestions(catalog, choices, number, seed = 190509) {
  const { random, among, often, powers } = chooser(seed);
  const config = () =>
    JSON.stringify({
      model_type: among(['llama', 'mistral', 'qwen2', 'qwen3', 'gemma', 'mixtral', 'nothing_known', 'mamba']),
      hidden_size: 128 * Math.ceil(64 * random()),
      intermediate_size: 256 * Math.ceil(100 * random()),
      num_attention_heads: powers(3, 6),
      num_key_value_heads: powers(0, 3),
      num_hidden_layers: among([2, 12, 32, 61, 80]),
      vocab_size: 1000 * Math.ceil(200 * random()),
      ...(often(0.3) ? { num_local_experts: 8, num_experts_per_tok: 2 } : {}),
      ...(often(0.2) ? { [among(['rope_theta', 'sliding_window', 'layer_types', 'unheard_of'])]: among([null, 5, [], 'x']) } : {}),
    });
  const line = () =>
    [
      ...(often(0.7) ? [`torchrun --nproc_per_node 8 --nnodes ${powers(0, 5)} pretrain_gpt.py`] : []),
      `--num-layers ${among([12, 32, 80])} --hidden-size ${powers(10, 13)} --num-attention-heads ${powers(3, 6)}`,
      `--vocab-size 32000 --seq-length ${powers(10, 13)} --max-position-embeddings 16384 --micro-batch-size ${powers(0, 2)}`,
      `--global-batch-size ${powers(4, 10)} --tensor-model-parallel-size ${powers(0, 3)} --pipeline-model-parallel-size ${powers(0, 3)}`,
      ...(often(0.8) ? ['--bf16'] : []),
      ...(often(0.5) ? ['--sequence-parallel --use-distributed-optimizer'] : []),
      ...(often(0.3) ? ['--recompute-activations'] : []),
      ...(often(0.2) ? ['--num-experts 8 --expert-model-parallel-size 2'] : []),
      ...(often(0.1) ? ['--no-such-flag'] : []),
    ].join(' \\\n  ');
  const question = (view) => {
    const asked = { gpu: among(catalog.clusters).name };
    const kind = ['fit', 'measured'].includes(view) ? random() : 0.5 * random();
    if (kind < 0.4) asked.model = among(choices.models);
    else if (kind < 0.75) asked.config = config();
    else asked.line = line();
    if (!asked.line || often(0.3)) asked.gpus = often(0.9) ? powers(0, 11) : Math.ceil(300 * random());
    if (often(0.4)) asked.sequence_length = powers(10, 15);
    if (often(0.4)) asked.batch_sequences = powers(4, 12);
    for (const degree of ['tp', 'cp', 'pp', 'vpp', 'dp', 'ep', 'etp', 'microbatch'])
      if (often(0.15)) asked[degree] = often(0.7) ? powers(0, 3) : among(['1..4', '2..8', '0', '4..2', 'x']);
    if (often(0.3)) asked.recompute = among(['none', 'selective', 'full', 'layernorm,mlp', 'everything']);
    if (often(0.2)) asked.zero = among(choices.shardings);
    if (often(0.3)) asked.precision = among(choices.precisions);
    if (often(0.1)) asked.attention = among(choices.attention_kernels);
    if (often(0.2)) asked.framework = among(choices.frameworks);
    if (often(0.2)) asked.release = among(['24.05', '25.04', '25.13', 'new']);
    if (often(0.1)) asked.no_sequence_parallel = true;
    if (often(0.02)) asked.unknown = 1;
    if (view === 'measured') asked.measured = often(0.9) ? `${Number((200 * random()).toPrecision(3))}${among(['s', ' s', 'ms', 'min'])}` : among(['7', 7, '', '0s', '2 d']);
    return JSON.stringify(asked);
  };
  return Array.from({ length: number }, () => {
    const view = among(['fit', 'fit', 'fit', 'measured', 'plans', 'plans_map']);
    return [view, question(view)];
  });
}
