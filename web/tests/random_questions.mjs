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

/// `number` of [view, question], of clusters of the catalog.
export function randomQuestions(catalog, number, seed = 241101137) {
  const random = generator(seed);
  const among = (list) => list[Math.floor(random() * list.length)];
  const often = (share) => random() < share;
  const powers = (from, to) => 2 ** (from + Math.floor(random() * (to - from + 1)));

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
