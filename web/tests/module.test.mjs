// The page's module against the native library, the programs and the compiler: one library, one answer.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { loadModule, root } from './load_module.mjs';
import { randomLanguageQuestions, randomQuestions } from './random_questions.mjs';

const steps = [];
const ask = await loadModule((done, whole) => steps.push([done, whole]));
const catalog = JSON.parse(ask('catalog', '{}').text);
const choices = JSON.parse(ask('choices', '{}').text);
const most = { maxBuffer: 2 ** 30, encoding: 'utf8' };
const programs = `${root}build/gcc/programs`;
const inFolder = (use) => {
  const folder = mkdtempSync(`${tmpdir()}/scalewall-page-`);
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const natively = (questions) =>
  execFileSync(`${root}build/gcc/web/scalewall_page_answers`, {
    ...most,
    input: questions.map(([view, question]) => `${view} ${question}\n`).join(''),
  }).split('\n');

/** How many questions have an answer; all of them, and the sentences of the others, are the same to the letter natively. */
const answeredAlike = (questions) => {
  const native = natively(questions);
  let answered = 0;
  questions.forEach(([view, question], i) => {
    const here = ask(view, question);
    answered += Number(here.answered);
    assert.equal(`${Number(here.answered)} ${here.text}`, native[i], `${view} ${question.slice(0, 300)}`);
  });
  return answered;
};

test('5,000 random questions have the same answer to the letter, here and natively', (t) => {
  const ofThePaper = answeredAlike(randomQuestions(catalog, 4600));
  const ofLanguageModels = answeredAlike(randomLanguageQuestions(catalog, choices, 400));
  t.diagnostic(`${ofThePaper} of 4,600 and ${ofLanguageModels} of 400 have an answer, the others a sentence`);
  assert.ok(ofThePaper > 2300 && ofThePaper < 4570);
  assert.ok(ofLanguageModels > 100 && ofLanguageModels < 390);
});

test('every model of the catalog and every measured run has the same answer, here and natively', () => {
  const runs = readFileSync(`${root}data/training_runs.csv`, 'utf8');
  const questions = [
    ...choices.models.map((model) => ['fit', JSON.stringify({ model, gpus: 64 })]),
    ['clock', JSON.stringify({ runs })],
    ['clock', JSON.stringify({ runs, run_gpu: 'H100 SXM', run_framework: 'Megatron Core' })],
    ['choices', '{}'],
    ['measured', JSON.stringify({ model: 'Llama-3.1 70B', gpus: 64, measured: '70s', runs })],
    ['measured', JSON.stringify({ model: 'DeepSeek-V3', gpus: 1024, measured: '4 s', runs })],
    ['bands', '{"draws": 3}'],
    ['bands', '{"draws": 2, "gpu": "A100 SXM", "sparse": true, "months": 1, "vary": "batch~0.5..2\\nNVLink latency=0.25..4"}'],
    ['bands', '{"draws": 2, "factors": {"InfiniBand bandwidth": 2}, "batch": "deepseek"}'],
  ];
  assert.equal(answeredAlike(questions), questions.length);
});

test('what a chip says a change comes to is what its question comes to', () => {
  const launch = '--num-layers 32 --hidden-size 4096 --num-attention-heads 32 --vocab-size 32000 --seq-length 4096 ' +
    '--max-position-embeddings 4096 --micro-batch-size 2 --global-batch-size 64 --tensor-model-parallel-size 2 ' +
    '--pipeline-model-parallel-size 2 --sequence-parallel --bf16 --use-distributed-optimizer';
  for (const asked of [
    { model: 'Llama-3.1 70B', gpus: 64 },
    { model: 'Llama-3.1 8B', gpus: 16, tp: 2, pp: 2, microbatch: 2, recompute: 'selective' },
    { model: 'DeepSeek-V3', gpus: 512 },
    { line: launch, gpus: 16 },
  ]) {
    const { shown } = JSON.parse(ask('fit', JSON.stringify(asked)).text);
    assert.ok(shown.changes.length > 8, `${shown.changes.length} changes`);
    for (const change of shown.changes) {
      if (!change.asked) continue;
      const { gpus, ...pins } = change.asked;
      const { answered, text } = ask('fit', JSON.stringify({ ...asked, ...pins }));
      assert.ok(answered, `${change.text}: ${text}`);
      const { answer } = JSON.parse(text);
      assert.equal(answer.memory.fullest_rank_bytes, change.fullest_rank_bytes, change.text);
      assert.equal(answer.step_s, change.step_s, change.text);
      assert.equal(answer.fits, change.fits, change.text);
    }
  }
});

test('every parameter that can be multiplied has a value', () => {
  for (const { name, parameters, values } of catalog.clusters)
    for (const parameter of parameters)
      if (parameter !== 'batch' && parameter !== 'depth') assert.ok(values[parameter], `${name}: ${parameter}`);
});

test('a sentence begins with the path to what is wrong', () => {
  const said = (view, question) => {
    const { answered, text } = ask(view, question);
    assert.equal(answered, false, question);
    return text;
  };
  assert.match(said('plan', '{"gpus": 4097}'), /^\$\.gpus: the sizes of the network levels .* do not divide 4,097 GPUs/);
  assert.match(said('plan', '{"gpus": 8}'), /^\$\.gpus: no plan of .* fits: each of 8 GPUs needs /);
  assert.match(said('wall', '{"gpu": "H100 SXN"}'), /^\$\.gpu: no GPU is called 'H100 SXN'; the known ones are H100 SXM/);
  assert.match(said('wall', '{"factors": {"NVLink bandwidth": "x"}}'), /^\$\.factors\["NVLink bandwidth"\]: a factor is a positive number, not "x"/);
  assert.match(said('wall', '{"gpus_per_node": 9}'), /^\$\.gpus_per_node: at least one accelerator of a node is there/);
  assert.match(said('plan', '{"sparse": 1}'), /^\$\.sparse: it is true or false, not 1$/);
  assert.match(said('help', '{"layers": 96}'), /^\$: the key 'd_model' is missing/);
  assert.match(said('wall', '{"months": 1e-7}'), /^no cluster of H100 SXM trains the narrowest model/);
  assert.match(said('fit', '{"model": "GLM-5"}'), /^\$\.model: the catalog has no model 'GLM-5': attention chooses its keys by an indexer/);
  assert.match(said('fit', '{"model": "Llama-3.1 8B", "tp": "4..2"}'), /^\$\.tp: --tp begins with the lesser number/);
  assert.match(said('fit', '{"model": "Llama-3.1 8B", "gpus": 64, "tp": 5}'), /^\$\.gpus: no plan that the options allow divides 64 GPUs/);
  assert.match(said('fit', '{"config": "{}"}'), /^\$\.config: /);
  assert.match(said('fit', '{"line": "--micro-batch-size 1"}'), /^\$\.line: /);
  assert.match(said('fit', '{"gpus": 8}'), /^\$: a model is given by --model/);
  assert.match(said('plans', '{"model": "Llama-3.1 405B", "gpus": 8}'), /^\$\.gpus: none of [\d]+ plans fits with its margin/);
  assert.match(said('clock', '{"runs": "a,b"}'), /line 1: /);
  assert.match(said('wall', '{'), /^line 1, column 2: this is not JSON/);
});

test('the best plan is the fastest dot of the map that fits, and no other dot is', () => {
  for (const question of ['{}', '{"gpus": 512, "width": 8192}', '{"rules": "reference"}', '{"gpus": 600, "every_plan": true}']) {
    const map = JSON.parse(ask('map', question).text);
    const fitting = map.dots.filter((dot) => dot.fits).map((dot) => dot.step_time_s);
    assert.equal(Math.min(...fitting), map.best_step_time_s, question);
    assert.equal(map.dots.filter((dot) => dot.best).length, 1, question);
    for (const dot of map.dots) assert.equal(dot.fits, dot.memory_bytes <= map.capacity_bytes, dot.plan);
  }
});

test('an answer is what the program says to the same question', () => {
  const questions = [
    ['wall', '{"gpu": "A100 SXM", "months": 1}'],
    ['wall', '{"sparse": true, "batch": "deepseek"}'],
    ['plan', '{"gpus": 2048}'],
    ['plan', '{"gpu": "GB200", "gpus": 1152, "factors": {"batch": 2}, "rules": "reference"}'],
    ['plan', '{"layers": 96, "d_model": 12288, "experts": 4, "gpus": 1000, "every_plan": true}'],
    ['help', '{"gpus": 4096}'],
  ];
  for (const [view, question] of questions) {
    const { answer, shown } = JSON.parse(ask(view, question).text);
    const command = `${programs}/${shown.command} --format json${view === 'plan' ? ' --plans 4' : ''}`;
    assert.deepEqual(answer, JSON.parse(execFileSync('sh', ['-c', command], most)), shown.command);
  }
});

test('an answer about a language model is what the program says to the same question, files and all', () => {
  const config = readFileSync(`${root}tests/fuzz/seeds/hugging_face/qwen_moe.json`, 'utf8');
  const line = 'torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py \\\n  --num-layers 32 --hidden-size 4096 --num-attention-heads 32 ' +
    '--vocab-size 32000 --seq-length 4096 --max-position-embeddings 4096 --tensor-model-parallel-size 2 --micro-batch-size 1 ' +
    '--global-batch-size 64 --bf16 --no-such-flag "a b"';
  for (const [view, asked] of [
    ['fit', { model: 'llama-3.1-70b', gpus: 64, tp: '2..8' }],
    ['fit', { model: 'Llama-3.1 405B', gpus: 64 }],
    ['fit', { config, gpus: 16, precision: 'fp8', recompute: 'layernorm,moe_act' }],
    ['fit', { line }],
    ['fit', { line, model: 'Llama-3.1 8B', gpu: 'A100 SXM 80 GB' }],
    ['plans', { model: 'DeepSeek-V3', gpus: 1024, release: '25.04', no_sequence_parallel: true }],
    ['plans', { config, gpus: 32 }],
  ])
    inFolder((folder) => {
      const { answer, shown } = JSON.parse(ask(view, JSON.stringify(asked)).text);
      const said = execFileSync('sh', ['-c', shown.command.replace(/ -- |$/, ' --format json$&')], {
        ...most,
        cwd: folder,
        env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
      });
      const told = JSON.parse(said);
      // The table of measured runs is another view of the page.
      if (view === 'fit') told.nearest_runs = [];
      assert.deepEqual(answer, told, shown.command);
    });
  const runs = readFileSync(`${root}data/training_runs.csv`, 'utf8');
  const { answer, shown } = JSON.parse(ask('clock', JSON.stringify({ runs })).text);
  assert.deepEqual(answer, JSON.parse(execFileSync('sh', ['-c', `${programs}/${shown.command} --format json`], most)));
});

test('what no option says is a design space that has the same answer', () => {
  const questions = [
    ['plan', '{"gpus": 2048, "factors": {"InfiniBand bandwidth": 0.25, "depth": 2}}'],
    ['wall', '{"gpu": "A100 SXM", "factors": {"matmul latency": 0.5}, "tokens_per_parameter": 40}'],
  ];
  for (const [view, question] of questions)
    inFolder((folder) => {
      const { answer, shown } = JSON.parse(ask(view, question).text);
      execFileSync('sh', ['-c', shown.command], { ...most, cwd: folder, env: { ...process.env, PATH: `${programs}:${process.env.PATH}` } });
      const [head, ...rows] = readFileSync(`${folder}/answers.csv`, 'utf8').trim().split('\n').map((line) => line.split(','));
      const there = rows.map((row) => Number(row[head.indexOf('utilization')])).filter((share) => share > 0);
      const here = view === 'plan' ? [answer.best] : answer.comparisons[0].curves[0].points.map((point) => point.run);
      assert.deepEqual(there.slice(0, here.length), here.map((run) => run.utilization), shown.command);
    });
});

test('a run of mine is what does_it_fit says of it, and its waterfall leads from the prediction to the measurement', () => {
  const runs = readFileSync(`${root}data/training_runs.csv`, 'utf8');
  const line = 'torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py --num-layers 32 --hidden-size 4096 --num-attention-heads 32 ' +
    '--vocab-size 32000 --seq-length 4096 --max-position-embeddings 4096 --tensor-model-parallel-size 2 --micro-batch-size 1 ' +
    '--global-batch-size 64 --bf16';
  for (const asked of [
    { model: 'Llama-3.1 70B', gpus: 64, tp: 4, pp: 4, measured: '70s' },
    { model: 'Llama-3.1 70B', gpus: 64, tp: 4, pp: 4, measured: '54s' },
    { line, measured: '9.5 s' },
    { line, measured: '900ms' },
    { model: 'DeepSeek-V3', gpus: 1024, measured: '1 min' },
  ])
    inFolder((folder) => {
      const { answer, shown } = JSON.parse(ask('measured', JSON.stringify({ ...asked, runs })).text);
      const said = execFileSync('sh', ['-c', shown.command.replace(/ -- |$/, ' --format json$&')], {
        ...most,
        cwd: folder,
        env: { ...process.env, PATH: `${programs}:${process.env.PATH}` },
      });
      assert.deepEqual(answer, JSON.parse(said), shown.command);
      let at = answer.measured.predicted_s;
      for (const one of shown.waterfall) {
        assert.equal(one.from_s, at);
        at = one.to_s;
      }
      assert.ok(Math.abs(at + answer.measured.not_explained_s - answer.measured.step_s) < 1e-9 * at);
      assert.equal(shown.verdict_on_not_explained, answer.measured.verdict_on_not_explained);
      assert.deepEqual(shown.nearest, answer.nearest_runs.map(({ id }) => id));
    });
  const near = JSON.parse(ask('measured', JSON.stringify({ model: 'Llama-3.1 70B', gpus: 64, tp: 4, pp: 4, measured: '70s' })).text);
  assert.equal(near.shown.verdict_on_not_explained, 'What is not explained is below what the model can explain');
});

test('bands are those of how_sure_are_we, and their progress is told', () => {
  for (const question of [
    '{"draws": 4}',
    '{"draws": 3, "gpu": "A100 SXM", "sparse": true, "batch": "deepseek", "months": 1, "vary": "batch~0.5..2\\n NVLink latency=0.25..4\\n"}',
  ]) {
    steps.length = 0;
    const { answer, shown } = JSON.parse(ask('bands', question).text);
    const { draws } = JSON.parse(question);
    assert.deepEqual(steps, Array.from({ length: draws }, (_, i) => [i + 1, draws]));
    assert.deepEqual(answer, JSON.parse(execFileSync('sh', ['-c', `${programs}/${shown.command} --format json`], { ...most, stdio: ['ignore', 'pipe', 'ignore'] })), shown.command);
  }
});

test('every stage of a timeline adds up to the step, and every rank of a plan has a place of its own', () => {
  for (const asked of [
    { model: 'Llama-3.1 70B', gpus: 64, tp: 4, pp: 4 },
    { model: 'Llama-3.1 8B', gpus: 8 },
    { model: 'DeepSeek-V3', gpus: 1024 },
    { model: 'Llama-3.1 405B', gpus: 1152, gpu: 'GB200' },
    { model: 'Llama-3.1 8B', gpus: 12, tp: 2, cp: 3, sequence_length: 6144, batch_sequences: 48 },
  ]) {
    const { answered, text } = ask('fit', JSON.stringify(asked));
    assert.ok(answered, text);
    const { answer, shown } = JSON.parse(text);
    assert.equal(shown.timeline.lanes.length, answer.plan.pipeline);
    assert.equal(shown.timeline.total_s, answer.step_s);
    for (const { stage, segments } of shown.timeline.lanes) {
      const sum = segments.reduce((all, { seconds }) => all + seconds, 0);
      assert.ok(Math.abs(sum / answer.step_s - 1) < 1e-9, `stage ${stage}: ${sum} s of ${answer.step_s} s`);
    }
    const { gpus, node, axes } = shown.placement;
    assert.equal(gpus, answer.gpus);
    assert.equal(gpus % node, 0);
    const degree = { TP: 'tensor', CP: 'context', DP: 'data', PP: 'pipeline', EP: 'expert', ETP: 'expert_tensor' };
    for (const one of axes) assert.equal(one.degree, answer.plan[degree[one.axis]]);
    const dense = axes.filter(({ axis }) => !['EP', 'ETP'].includes(axis));
    const places = new Set(Array.from({ length: gpus }, (_, rank) => dense.map((axis) => Math.floor(rank / axis.stride) % axis.degree).join()));
    assert.equal(places.size, gpus);
  }
});

test('what is copied as C++ compiles, and what is false of it does not', () => {
  const compiles = (text) =>
    inFolder((folder) => {
      writeFileSync(`${folder}/copied.cpp`, `${text}\nint main() {}\n`);
      try {
        execFileSync('g++', ['-std=c++20', '-fsyntax-only', '-I', `${root}include`, `${folder}/copied.cpp`], { stdio: 'pipe' });
        return true;
      } catch {
        return false;
      }
    });
  const copied = (view, question) => JSON.parse(ask(view, question).text).shown.cpp;
  const everything = '{"gpu": "A100 SXM", "gpus_per_node": 4, "factors": {"arithmetic rate": 0.5, "L2 cache bandwidth": 2, "shared memory bandwidth": 2, "NVLink latency": 3}}';
  assert.ok(compiles(copied('wall', everything)));
  const plan = copied('plan', '{"gpus": 2048, "every_plan": true}');
  assert.ok(compiles(plan));
  assert.ok(!compiles(plan.replace('utilization >= 0.', 'utilization < 0.')));

  const config = readFileSync(`${root}tests/fuzz/seeds/hugging_face/qwen_moe.json`, 'utf8');
  const line = '--num-layers 32 --hidden-size 4096 --num-attention-heads 32 --vocab-size 32000 --seq-length 4096 --max-position-embeddings 4096 ' +
    '--tensor-model-parallel-size 2 --micro-batch-size 1 --global-batch-size 64 --bf16';
  for (const [view, asked] of [
    ['fit', { model: 'Llama-3.1 70B', gpus: 64 }],
    ['plans', { model: 'DeepSeek-V3', gpus: 1024, release: '25.04' }],
    ['plans', { model: 'Llama-3.1 405B', gpus: 16384, gpu: 'GB200', framework: 'Megatron Core, tuned' }],
    ['fit', { model: 'Llama-3.1 8B', gpus: 16, framework: 'torchtitan', recompute: 'full', attention: 'flash' }],
    ['fit', { config, gpus: 16, precision: 'fp8', recompute: 'layernorm,moe_act' }],
    ['fit', { line: `torchrun --nproc_per_node 4 --nnodes 4 pretrain_gpt.py ${line}`, gpu: 'A100 SXM 80 GB' }],
    ['measured', { line, gpus: 16, measured: '5s' }],
  ]) {
    const text = copied(view, JSON.stringify(asked));
    assert.ok(compiles(text), text);
    assert.ok(!compiles(text.replace('step.total <= ', 'step.total > ')), text);
    assert.ok(!compiles(text.replace('memory.peak() <= ', 'memory.peak() > ')), text);
  }
});
