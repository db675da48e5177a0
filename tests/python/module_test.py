"""The Python module against the programs, which answer by the same functions; its errors; its types.

    PYTHONPATH=MODULE PROGRAMS=build/gcc/programs python3 -m unittest module_test"""

import ast
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import scalewall

PROGRAMS = pathlib.Path(os.environ["PROGRAMS"])
PYTHON = pathlib.Path(__file__).resolve().parents[2] / "python"
CONFIG = {"model_type": "llama", "hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 32,
          "num_key_value_heads": 8, "intermediate_size": 8192, "vocab_size": 128256, "surprise": 7}
DEGREES = {"tp": "tensor", "cp": "context", "pp": "pipeline", "vpp": "chunks", "dp": "data", "ep": "expert",
           "etp": "expert_tensor", "microbatch": "microbatch_sequences"}


def answer_of(program, *options):
    done = subprocess.run([PROGRAMS / program, *map(str, options), "--format", "json"], capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


def options_of(arguments):
    return [word for name, value in arguments.items() for word in (f"--{name.replace('_', '-')}", value)]


class EqualNumbers(unittest.TestCase):
    QUESTIONS = (
        ("Llama-3.1-8B", {}, {}),
        ("Llama-3.1-70B", {"gpus": 64, "batch_sequences": 128, "sequence_length": 8192}, {"tp": 4, "pp": "2..8"}),
        ("Llama-3.1-70B", {"gpus": 8, "gpu": "A100 SXM"}, {}),  # does not fit
        ("Llama-3.1-405B", {"gpus": 1024, "gpu": "H200 SXM", "precision": "fp8", "batch_sequences": 1024}, {"pp": 16}),
        ("DeepSeek-V3", {"gpus": 1024, "recompute": "full", "release": "25.04", "batch_sequences": 4096}, {"ep": 32}),
        ("Qwen3-8B", {"gpus": 16, "framework": "torchtitan", "zero": 3, "attention": "flash"}, {"pp": 1}),
    )

    def same_estimate(self, answer, told):
        for name in ("step_s", "step", "tokens_per_s_per_gpu", "fits", "verdict", "memory", "evidence", "assumed",
                     "not_understood", "megatron_flags"):
            self.assertEqual(getattr(answer, name), told[name], name)
        self.assertEqual(answer.mfu_by_convention, told["mfu"])
        self.assertEqual(answer.mfu, told["mfu"]["Megatron-LM"])
        self.assertEqual(answer.by_module, told["memory"]["by_module"])
        self.assertEqual(answer.fullest_rank_bytes, told["memory"]["fullest_rank_bytes"])
        self.assertEqual(answer.recompute, told["recipe"]["recompute"])
        self.assertEqual(set(answer.left_out) - set(told["left_out"]), set())
        for name, key in DEGREES.items():
            self.assertEqual(getattr(answer.plan, name), told["plan"][key])
        self.assertEqual(len(answer.changes()[:5]), len(told["changes"]))
        for change, expected in zip(answer.changes(), told["changes"]):
            self.assertEqual((change.step_s, change.fullest_rank_bytes), (expected["step_s"], expected["fullest_rank_bytes"]))

    def test_does_it_fit(self):
        for name, setting, degrees in self.QUESTIONS:
            with self.subTest(model=name):
                told = answer_of("does_it_fit", "--model", name, *options_of(setting), *options_of(degrees))
                training = scalewall.Training(scalewall.model(name), **setting)
                self.same_estimate(training.fastest(**degrees), told)
                self.assertEqual((training.gpu, training.gpus), (told["gpu"], told["gpus"]))
                self.assertEqual(training.batch_sequences, told["batch"]["sequences"])

    def test_a_plan_of_ones_own(self):
        degrees = {"tp": 4, "cp": 2, "pp": 4, "vpp": 5, "dp": 2, "microbatch": 1}
        setting = {"gpus": 64, "batch_sequences": 128, "sequence_length": 8192, "recompute": "core_attn,layernorm"}
        told = answer_of("does_it_fit", "--model", "Llama-3.1-70B", *options_of(setting), *options_of(degrees))
        answer = scalewall.Training(scalewall.model("Llama-3.1-70B"), **setting).estimate(scalewall.Plan(**degrees))
        self.same_estimate(answer, told)

    def test_what_a_search_found_is_estimated_alike(self):
        training = scalewall.Training(scalewall.model("Llama-3.1-405B"), gpus=1024, batch_sequences=512)
        for best in training.best_plans(4).best:
            again = training.estimate(best.plan, recompute=best.recompute)
            self.assertEqual((again.plan, again.step_s, again.memory), (best.plan, best.step_s, best.memory))

    def test_a_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "config.json"
            file.write_text(json.dumps(CONFIG))
            told = answer_of("does_it_fit", "--model", file, "--gpus", 8)
        model = scalewall.model_from_config(json.dumps(CONFIG))
        self.same_estimate(scalewall.Training(model, gpus=8).fastest(), told)
        self.assertEqual(model.not_understood, ["$.surprise"])
        self.assertEqual(model.parameters, told["model"]["parameters"])
        self.assertEqual(model.active_parameters, told["model"]["active_parameters"])

    def test_which_training_plan(self):
        told = answer_of("which_plan", "--model", "Llama-3.1-70B", "--gpus", 512, "--tp", 8, "--pp", "4..16", "--plans", 3)
        found = scalewall.Training(scalewall.model("Llama-3.1-70B"), gpus=512).best_plans(3, tp=8, pp="4..16")
        self.assertEqual({"plans": found.plans, "priced": found.priced}, told["space"])
        self.assertEqual(len(found.best), len(told["plans"]))
        for best, expected in zip(found.best, told["plans"]):
            self.assertEqual((best.step_s, best.mfu, best.fullest_rank_bytes, best.megatron_flags),
                             tuple(expected[key] for key in ("step_s", "mfu_megatron_lm", "fullest_rank_bytes", "megatron_flags")))
        self.assertEqual(found.best[0].assumed, told["assumed"])

    def test_which_plan_of_a_papers_model(self):
        for arguments, gpus, more in (({"width": 12288}, 4096, {}),
                                      ({"width": 24576, "sequence_length": 4096}, 9216, {"gpu": "GB200", "rules": "reference"}),
                                      ({"layers": 96, "d_model": 12288, "experts": 8, "tokens": 1e12, "batch_sequences": 2048},
                                       512, {"gpu": "A100 SXM"})):
            with self.subTest(**arguments):
                told = answer_of("which_plan", "--gpus", gpus, "--plans", 3, *options_of(arguments), *options_of(more))
                run = scalewall.PaperRun(**arguments)
                found = run.best_plans(gpus, places=3, **more)
                self.assertEqual(run.model, told["wanted"]["model"])
                self.assertEqual(run.training_flop, told["wanted"]["training_flop"])
                self.assertEqual(found.plans, told["plans_in_space"])
                self.assertEqual(len(found.best), 1 + len(told["runners_up"]))
                for best, expected in zip(found.best, [told["best"], *told["runners_up"]]):
                    step = expected["step"]
                    self.assertEqual((best.plan, best.step_s, best.waits, best.memory, best.utilization, best.bound_by),
                                     tuple(step[key] for key in ("plan", "step_time_s", "waits", "memory", "utilization", "bound_by")))
                self.assertEqual(found.best[0].assumed[:len(told["assumed"])], told["assumed"])
                self.assertEqual(found.best[0].left_out, told["left_out"])

    def test_a_papers_plan_of_ones_own(self):
        run = scalewall.PaperRun(width=12288)
        best = run.best_plans(2048).best[0]
        levels = {axis: "x".join(map(str, best.plan[f"{axis}_levels"])) for axis in ("tp_model", "tp_ff", "pp", "ep", "dp")}
        again = run.estimate(scalewall.PaperPlan(**levels, microbatches=best.plan["microbatches"],
                                                 interleave=best.plan["interleave"], zero_bubble=best.plan["zero_bubble"]))
        self.assertEqual((again.plan, again.step_s, again.run_s), (best.plan, best.step_s, best.run_s))

    def test_scaling(self):
        curve = answer_of("how_far_can_training_scale", "--gpu", "A100 SXM", "--sparse", "--months", 6)["comparisons"][0]["curves"][0]
        wall = scalewall.scaling("A100 SXM", sparse=True, months=6)
        for key in ("linear_scaling_ends_flop", "largest_feasible_flop"):
            self.assertEqual(wall[key], curve[key])

    def test_catalogs(self):
        self.assertIn("DeepSeek-V3", scalewall.models())
        model = scalewall.model("deepseek-v3")
        told = answer_of("what_is_in_a_model", "--model", "DeepSeek-V3", "--sequence-length", 8192)
        self.assertEqual((model.name, model.layers, model.width, model.vocabulary, model.parameters),
                         ("DeepSeek-V3", told["layers"], told["width_words"], told["vocabulary_tokens"], 671_026_419_200))
        self.assertEqual(model.flop_per_token(8192), {one["convention"]: one["training_flop_per_token"]
                                                      for one in told["flop_per_token"]})
        for name in scalewall.gpus():
            hardware = scalewall.hardware(name)
            self.assertGreaterEqual(hardware.peak_flop_per_s, hardware.sustained_flop_per_s)
            self.assertIsNone(hardware.network[-1]["joins"])


class Errors(unittest.TestCase):
    """A broken rule is a ValueError with the sentence of the library, which a program tells too."""

    def refused(self, sentence, call, *arguments, **named):
        with self.assertRaises(ValueError) as caught:
            call(*arguments, **named)
        self.assertIn(sentence, str(caught.exception))

    def test_names(self):
        self.refused("no model is called 'Llama-4-70B'", scalewall.model, "Llama-4-70B")
        self.refused("no GPU is called 'H10'", scalewall.hardware, "H10")
        self.refused("hidden_size", scalewall.model_from_config, "{}")
        self.refused("", scalewall.model_from_config, "not JSON at all \u00e9")
        self.refused("no model is called", scalewall.model, "\x00\u00fc" * 400)

    def test_the_sentence_is_that_of_the_program(self):
        done = subprocess.run([PROGRAMS / "which_plan", "--gpus", "13", "--width", "12288"], capture_output=True, text=True,
                              check=False)
        self.refused(done.stderr.removeprefix("which_plan: ").strip(), scalewall.PaperRun(width=12288).best_plans, 13)
        done = subprocess.run([PROGRAMS / "which_plan", "--model", "Llama-3.1-405B", "--gpus", "8"], capture_output=True,
                              text=True, check=False)
        self.refused(done.stderr.removeprefix("which_plan: ").strip(),
                     scalewall.Training(scalewall.model("Llama-3.1-405B"), gpus=8).best_plans)

    def test_questions(self):
        model = scalewall.model("Llama-3.1-8B")
        for given in (0, -8, 2**63, 8.5, "eight", "", True, [8]):
            self.refused("gpus is a", scalewall.Training, model, gpus=given)
        self.refused("does not multiply in mxfp8", scalewall.Training, model, precision="mxfp8")
        self.refused("no sharding stage is called '4'", scalewall.Training, model, zero=4)
        self.refused("no recomputation is called 'some'", scalewall.Training, model, recompute="some")
        self.refused("--release", scalewall.Training, model, release=25.1)
        training = scalewall.Training(model, gpus=64)
        self.refused("tp is a whole number", training.fastest, tp="4..")
        self.refused("no degree is called 'pipeline'", training.fastest, pipeline=4)
        self.refused("no plan that the options allow", training.fastest, tp=5)
        self.refused("places is a whole number", training.best_plans, 0)

    def test_plans(self):
        training = scalewall.Training(scalewall.model("Llama-3.1-8B"), gpus=64, batch_sequences=128)
        self.refused("this one is for 60", training.estimate, scalewall.Plan(tp=5, dp=12))
        self.refused("the layers", training.estimate, scalewall.Plan(pp=64))
        self.refused("the global batch divides", training.estimate, scalewall.Plan(dp=64, microbatch=3))
        self.refused("moe is a block of experts", training.estimate, scalewall.Plan(dp=64), recompute="moe")
        self.refused("tp is a whole number", scalewall.Plan, tp=0)
        self.refused("", training.estimate, scalewall.Plan(tp=2**62, cp=2**62, pp=2**62, dp=2**62))

    def test_what_the_software_has_not(self):
        model = scalewall.model("Llama-3.1-8B")
        training = scalewall.Training(model, gpus=64, batch_sequences=64, framework="LLM Foundry")
        self.refused("LLM Foundry shards by FSDP alone", training.estimate, scalewall.Plan(tp=8, dp=8))
        self.refused("asks for experts", scalewall.Training(model, gpus=64, batch_sequences=64).estimate,
                     scalewall.Plan(dp=64, ep=8))

    def test_sequence_parallelism_asks_for_tokens(self):
        training = scalewall.Training(scalewall.model("Llama-3.1-8B"), gpus=8, batch_sequences=8, sequence_length=4100)
        self.refused("sequence parallelism divides the tokens", training.estimate, scalewall.Plan(tp=8))

    def test_paper(self):
        self.refused("a run is given by width", scalewall.PaperRun)
        self.refused("a run is given by width", scalewall.PaperRun, width=12288, layers=96)
        self.refused("sparse is given only with width", scalewall.PaperRun, layers=4, d_model=1024, sparse=True)
        self.refused("tokens is a positive", scalewall.PaperRun, width=12288, tokens=float("inf"))
        run = scalewall.PaperRun(width=12288)
        self.refused("tensor parallelism divides", run.estimate, scalewall.PaperPlan(tp_model=5))
        self.refused("no set of rules is called", run.best_plans, 8, rules="mine")
        self.refused("gpus is a whole number", run.best_plans, None)
        self.refused("trains the narrowest model", scalewall.scaling, "V100 SXM", months=0.001)


class Types(unittest.TestCase):
    def test_the_stub_has_what_the_module_has(self):
        stub = ast.parse((PYTHON / "scalewall.pyi").read_text())
        public = {name for name in dir(scalewall) if not name.startswith("_")}
        classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
        functions = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
        self.assertEqual(public, classes.keys() | functions)
        for name, node in classes.items():
            said = {one.target.id for one in node.body if isinstance(one, ast.AnnAssign)}
            said |= {one.name for one in node.body if isinstance(one, ast.FunctionDef)} - {"__init__"}
            self.assertEqual({one for one in dir(getattr(scalewall, name)) if not one.startswith("_")}, said, name)


class Example(unittest.TestCase):
    def test_output(self):
        done = subprocess.run([os.sys.executable, PYTHON / "example.py"], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, (pathlib.Path(__file__).parent / "example.txt").read_text())


if __name__ == "__main__":
    unittest.main()
