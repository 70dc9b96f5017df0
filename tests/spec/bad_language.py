"""Mistakes in the language itself. The mark ``»`` stands where the diagnostic should point; it is no part
of the spec."""

# ruff: noqa: E501

from __future__ import annotations

from tests.spec.bad import HEAD, Bad

MARK = "»"

#: A catalogue, a schedule's metric, and a section to put panels in.
METRICS = """\
dimensions: {layer: [1, 2]}
metrics:
  - group: A
    of:
      loss: {every: step}
      val: {every: epoch, healthy: above 0.5}
      acc/<layer>:
      stage: {type: category, values: {0: teacher, 1: student}}
      'a,b': {warn: {above 1: high}}
"""
SECTION = METRICS + "workspaces:\n  w:\n    sections:\n      - title: S\n        panels:\n          - "
REPORT = SECTION + "line: loss\nreports:\n  r:\n    blocks:\n      - "


def bad(name: str, code: str, cure: str, body: str, head: str = HEAD) -> Bad:
    """A row whose place is that of the mark."""
    before, _, after = (head + body).partition(MARK)
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    return Bad(name, code, place, cure, before + after)


VARIABLES = (
    bad("undefined variable", "undefined-variable", "`$layers`", "vars: {layers: [1]}\ndimensions: {l: »$layerz}\n"),
    bad("undefined variable, none defined", "undefined-variable", "write `$$`", "run: {name: »cost in $usd}\n"),
    bad("undefined variable in a key", "undefined-variable", "write `$$`", "config: {»a$b: }\n"),
    bad("nested variable", "nested-variable", "write the value out", "vars: {a: 1, b: »$a}\n"),
    bad("list in a text", "variable-in-text", "whole value", "vars: {a: [1]}\nrun: {name: »run $a}\n"),
    bad("list in a key", "variable-in-text", "whole value", "vars: {a: [1]}\nconfig: {»x$a: }\n"),
    bad("keys that become the same", "duplicate-key", "keep one", "vars: {a: 1}\nconfig: {x1: , »x$a: }\n"),
    bad("variable no text can name", "bad-name", "letters", "vars: {»my-layers: [1]}\n"),
    bad("unknown dimension in the catalogue", "unknown-dimension", "<layer>",
        "dimensions: {layer: [1]}\nmetrics: [{group: A, of: {»a/<laier>: }}]\n"),
    bad("no dimensions at all", "unknown-dimension", "\\<", "metrics: [{group: A, of: {»a/<b>: }}]\n"),
    bad("unknown dimension in a panel", "unknown-dimension", "<layer>", SECTION + "line: »acc/<head>\n"),
    bad("unknown config key in the run's name", "unknown-dimension", "learning_rate",
        "config: {learning_rate: }\nrun: {name: »lr<learning_rat>}\n"),
    bad("unknown config key in a tag", "unknown-dimension", "none", "run: {tags: [a, »<b>]}\n"),
    bad("dimension without values", "bad-dimension", "open: true", "dimensions: {a: »[]}\n"),
    bad("dimension value twice", "bad-dimension", "keep one", "dimensions: {a: »[1, '1']}\n"),
    bad("dimension value with a slash", "bad-dimension", "own", "dimensions: {a: »[x/y]}\n"),
    bad("dimension no placeholder can name", "bad-name", "letters", "dimensions: {»my layer: [1]}\n"),
)  # fmt: skip

SHAPE = (
    bad("unknown key of the file", "unknown-key", "`workspaces`", "»workspace: {}\n"),
    bad("unknown key of a metric", "unknown-key", "`goal`", "metrics: [{group: A, of: {a: {»gaol: minimize}}}]\n"),
    bad("unknown key of a panel", "unknown-key", "`smoothing`", SECTION + "{line: loss, »smoothin: 1}\n"),
    bad("a place of a bar chart's legend", "unknown-key", "template", SECTION + "{bar: loss, legend: {»position: north}}\n"),
    bad("unsmoothed values of a whole section", "unknown-key", "weight",
        "workspaces: {w: {sections: [{title: S, smoothing: {weight: 0.5, »original: true}}]}}\n"),
    bad("unknown key, nothing near", "unknown-key", "keys here: group, job_type", "run: {»zzz: 1}\n"),
    bad("missing version", "missing-key", "wbgen: 1", "", "»guide: g\ntitle: T\nproject: p\n"),
    bad("missing guide", "missing-key", "guide: my-guide", "", "»wbgen: 1\ntitle: T\nproject: p\n"),
    bad("missing group", "missing-key", "group: Losses", "metrics: [»{of: {}}]\n"),
    bad("missing stages", "missing-key", "stages: teacher:5000", METRICS + "schedules: {»s: {metric: stage}}\n"),
    bad("section without title", "missing-key", "title", "workspaces: {w: {sections: [»{columns: 2}]}}\n"),
    bad("text for a list", "wrong-type", "- ", "metrics: »none\n"),
    bad("list for a map", "wrong-type", "key: value", "workspaces: »[]\n"),
    bad("number for a title", "wrong-type", "quotes", "", "wbgen: 1\nguide: g\ntitle: »2024\nproject: p\n"),
    bad("text for a number", "wrong-type", "without quotes", SECTION + "{line: loss, max_runs: »'5'}\n"),
    bad("text for a switch", "wrong-type", "`true` or `false`", "workspaces: {w: {legends: »yes}}\n"),
    bad("nothing for a list", "wrong-type", "leave the key out", "metrics:»\n"),
    bad("a map for a metric's name", "wrong-type", "write a metric's name", SECTION + "line: »{a: b}\n"),
    bad("a number among metrics", "wrong-type", "write a metric's name", SECTION + "line: [loss, »5]\n"),
    bad("a list for a text or number", "wrong-type", "number", "metrics: [{group: A, of: {a: {typical: »[1]}}}]\n"),
    bad("a word for a dimension", "wrong-type", "list its values", "dimensions: {layer: »first}\n"),
    bad("a value for a bare block", "wrong-type", "leave out", REPORT + "toc: »5\n"),
    bad("unknown choice", "not-a-choice", "`minimize`", "metrics: [{group: A, of: {a: {goal: »minimise}}}]\n"),
    bad("unknown choice, nothing near", "not-a-choice", "one of: mean", SECTION + "{scalar: loss, aggregate: »zzz}\n"),
    bad("unknown threshold", "not-a-choice", "`healthy`", SECTION + "{line: val, thresholds: »helthy}\n"),
    bad("empty title", "out-of-range", "some text", "workspaces: {w: {title: »''}}\n"),
    bad("long title", "out-of-range", "shorten", f"workspaces: {{w: {{title: »{'x' * 129}}}}}\n"),
    bad("no metrics", "out-of-range", "at least one", SECTION + "line: »[]\n"),
    bad("no metrics and only a title", "out-of-range", "at least one", SECTION + "{area: », title: a}\n"),
    bad("no bars", "out-of-range", "at least one", SECTION + "bar: »[]\n"),
    bad("one bound", "out-of-range", "[low, high]", "metrics: [{group: A, of: {a: {range: »[1]}}}]\n"),
    bad("reversed bounds", "out-of-range", "lower bound", "metrics: [{group: A, of: {a: {range: »[1, 0]}}}]\n"),
    bad("too few", "out-of-range", "raise", "workspaces: {w: {max_runs: »0}}\n"),
    bad("too many", "out-of-range", "lower", "workspaces: {w: {max_runs: »5000}}\n"),
    bad("infinite", "out-of-range", "a number", SECTION + "{line: loss, thresholds: [».inf]}\n"),
    bad("too large for a float", "out-of-range", "a number", SECTION + "{line: loss, thresholds: [»1e999]}\n"),
    bad("guide with capitals", "bad-name", "lower-case", "", "wbgen: 1\nguide: »My Guide\ntitle: T\nproject: p\n"),
    bad("project with a slash", "bad-name", "slash", "", "wbgen: 1\nguide: g\ntitle: T\nproject: »a/b\n"),
    bad("workspace with capitals", "bad-name", "lower-case", "workspaces: {»Main View: {}}\n"),
    bad("cadence", "not-a-choice", "`10 steps`", "metrics: [{group: A, every: »5 minutes, of: {}}]\n"),
    bad("glob in the catalogue", "bad-name", "use a dimension", "metrics: [{group: A, of: {»'a/*': }}]\n"),
    bad("condition in symbols", "bad-condition", "above 0.7",
        "metrics: [{group: A, of: {a: {healthy: »'>= 0.7'}}}]\n"),
    bad("condition of a group", "bad-condition", "is 1", "metrics: [{group: A, healthy: »high, of: {}}]\n"),
    bad("condition as a key", "bad-condition", "below", "metrics: [{group: A, of: {a: {warn: {»over 5: hot}}}}]\n"),
    bad("reversed condition", "bad-condition", "0.01 to 10", "metrics: [{group: A, of: {a: {healthy: »2 to 1}}}]\n"),
    bad("condition too large", "bad-condition", "is 1", "metrics: [{group: A, of: {a: {healthy: »above 1e999}}}]\n"),
    bad("later version", "wrong-version", "wbgen: 1", "", "wbgen: »2\nguide: g\ntitle: T\nproject: p\n"),
    bad("version in quotes", "wrong-version", "without quotes", "", "wbgen: »'1'\nguide: g\ntitle: T\nproject: p\n"),
)  # fmt: skip

CATALOGUE = (
    bad("metric twice", "duplicate-metric", "keep one",
        "metrics: [{group: A, of: {a: }}, {group: B, of: {»a: }}]\n"),
    bad("metric twice by a pattern", "duplicate-metric", "keep one",
        "dimensions: {n: [1]}\nmetrics: [{group: A, of: {a1: , »a<n>: }}]\n"),
    bad("unknown metric", "unknown-metric", "`loss`", SECTION + "line: »los\n"),
    bad("unknown metric in a list", "unknown-metric", "`val`", SECTION + "line: [loss, »vall]\n"),
    bad("unknown metric, nothing near", "unknown-metric", "add it", SECTION + "bar: »zzzzzzz\n"),
    bad("empty catalogue", "unknown-metric", "empty",
        "workspaces: {w: {sections: [{title: S, panels: [{line: »loss}]}]}}\n"),
    bad("glob that covers nothing", "unknown-metric", "`acc/", SECTION + "line: »acc/*/x\n"),
    bad("pattern with names missing", "unknown-metric", "`acc/<layer>`", SECTION + "line: »accu/<layer>\n"),
    bad("unknown x axis", "unknown-metric", "add it", METRICS + "x: »epoch\n"),
    bad("unknown x axis of a panel", "unknown-metric", "add it", SECTION + "{line: loss, x: »epoch}\n"),
    bad("several x axes", "not-one-metric", "acc/1, acc/2", METRICS + "x: »acc/<layer>\n"),
    bad("several stage metrics", "not-one-metric", "acc/1",
        METRICS + "schedules: {s: {metric: »acc/*, stages: 'a:1'}}\n"),
    bad("a built-in in the catalogue", "reserved-metric", "leave it out",
        "metrics: [{group: A, of: {»_step: }}]\n"),
    bad("a system metric in the catalogue", "reserved-metric", "leave it out",
        "metrics: [{group: A, of: {»system.cpu: }}]\n"),
    bad("a name with an underscore first", "reserved-metric", "another name",
        "metrics: [{group: A, of: {»_loss: }}]\n"),
    bad("a catalogue that explodes", "too-many-metrics", "fewer",
        f"dimensions: {{a: {[*range(300)]}, b: {[*range(300)]}}}\nmetrics: [{{group: A, of: {{»<a>/<b>: }}}}]\n"),
    bad("panels that explode", "too-many-metrics", "narrower",
        f"dimensions: {{a: {[*range(100)]}, b: {[*range(100)]}, c: {[*range(101)]}}}\n"
        "metrics: [{group: A, of: {x: }}]\n"
        "workspaces: {w: {sections: [{title: S, panels: [{line: »<a>/<b>/<c>}]}]}}\n"),
)  # fmt: skip

VIEWS = (
    bad("panel without a kind", "no-kind", "begins with its kind: line", SECTION + "»title: a\n"),
    bad("panel with a misspelt kind", "no-kind", "`scalar`", SECTION + "»skalar: loss\n"),
    bad("panel that is a metric", "no-kind", "begins with its kind: line", SECTION + "»loss\n"),
    bad("panel that is a bare kind", "no-kind", "- line: ...", SECTION + "»line\n"),
    bad("block without a kind", "no-kind", "begins with its kind: h1", REPORT + "»title: a\n"),
    bad("block with a misspelt kind", "no-kind", "`toc`", REPORT + "»tocc\n"),
    bad("two kinds in one panel", "two-kinds", "make two", SECTION + "{line: loss, »bar: loss}\n"),
    bad("two kinds of curve", "two-kinds", "make two", SECTION + "{line: loss, »area: loss}\n"),
    bad("two kinds of points", "two-kinds", "make two", SECTION + "{area: loss, »scatter: loss}\n"),
    bad("two kinds in one block", "two-kinds", "make two", REPORT + "{h1: A, »h2: B}\n"),
    bad("two kinds of threshold", "two-kinds", "keep `at` or `from`",
        SECTION + "{line: val, thresholds: »{at: 1, from: healthy}}\n"),
    bad("section title in another script", "no-id", "`id:`", "workspaces: {w: {sections: [{title: »실험}]}}\n"),
    bad("section title with a number first", "no-id", "`id:`", "workspaces: {w: {sections: [{title: »1. Loss}]}}\n"),
    bad("two sections with one title", "duplicate-id", "line 5",
        "workspaces: {w: {sections: [{title: A}, »{title: a}]}}\n"),
    bad("two panels with one id", "duplicate-id", "line 19",
        SECTION + "{line: loss, id: a}\n          - »{line: val, id: a}\n"),
    bad("two panels with one slug", "duplicate-id", "line 7",
        "dimensions: {a: [1], b: [2]}\nmetrics: [{group: A, of: {l/<a>: , l/<b>: }}]\n"
        "workspaces: {w: {sections: [{title: S, panels: [{line: l/<a>}, »{line: l/<b>}]}]}}\n"),
    bad("two texts that begin alike", "duplicate-id", "`id:`",
        "workspaces: {w: {sections: [{title: S, panels: [{markdown: 가}, »{markdown: 나}]}]}}\n"),
    bad("two panels with one id of W&B's", "duplicate-wandb-id", "line 19",
        SECTION + "{line: loss, wandb_id: a}\n      - title: T\n        panels:\n"
        "          - {bar: val, wandb_id: »a}\n"),
    bad("two sections with one id of W&B's", "duplicate-wandb-id", "line 5",
        "workspaces: {w: {sections: [{title: A, wandb_id: a}, {title: B, wandb_id: »a}]}}\n"),
    bad("two run sets with one id of W&B's", "duplicate-wandb-id", "line 5",
        "reports: {r: {blocks: [{panels: [], runs: [{wandb_id: a}, {wandb_id: »a}]}]}}\n"),
    bad("an id of W&B's for each value", "duplicate-wandb-id", "`each`",
        SECTION + "{line: acc/<layer>, each: layer, wandb_id: »a}\n"),
    bad("two panels in one place", "overlapping-panels", "line 19",
        SECTION + "{line: loss, layout: [0, 0, 8, 6]}\n          - {line: val, layout: »[7, 5, 8, 6]}\n"),
    bad("two panels of a grid in one place", "overlapping-panels", "line 24",
        REPORT + "h1: A\n        folded: [{panels: [{line: loss, layout: [0, 9, 8, 6]},\n"
        "          {line: val, layout: »[0, 0, 24, 10]}]}]\n"),
    bad("a place for each value", "overlapping-panels", "`each`",
        SECTION + "{line: acc/<layer>, each: layer, layout: »[0, 0, 8, 6]}\n"),
    bad("emoji in a title", "illegal-title", "`name: Train fast`", "workspaces: {w: {title: »Train 🚀 fast}}\n"),
    bad("plus in the spec's title", "illegal-title", "`name: A B`", "workspaces: {w: {}}\n",
        "wbgen: 1\nguide: g\ntitle: »A + B\nproject: p\n"),
    bad("only signs", "illegal-title", "A plain name", "workspaces: {w: {title: »'~'}}\n"),
    bad("a name that is refused, too", "illegal-title", "change it to", "workspaces: {w: {name: »a=b}}\n"),
    bad("unknown section", "unknown-section", "`s`", REPORT + "section: »ss\n"),
    bad("section of two workspaces", "unknown-section", "add `workspace: a`",
        "workspaces: {a: {sections: [{title: S}]}, b: {sections: [{title: S}]}}\n"
        "reports: {r: {blocks: [{section: »s}]}}\n"),
    bad("no sections at all", "unknown-section", "none", "reports: {r: {blocks: [{section: »s}]}}\n"),
    bad("unknown workspace", "unknown-workspace", "workspaces: w", REPORT + "{section: s, workspace: »main}\n"),
    bad("unknown run set", "unknown-runs", "run sets: none", REPORT + "{panels: [], runs: »long}\n"),
    bad("unknown sweep", "unknown-sweep", "sweeps: none", REPORT + "sweep: »s\n"),
    bad("a regex in a run set", "bad-filter", "`search:`",
        REPORT + "{panels: [], runs: {where: »name matches 'a.*'}}\n"),
    bad("an order by what runs have not", "unknown-attribute", "`state`",
        REPORT + "{panels: [], runs: {order: »-run.stat}}\n"),
    bad("unknown group", "unknown-group", "groups: A", REPORT + "metrics: [A, »Losses]\n"),
    bad("no threshold of that kind", "no-threshold", "`healthy: above 0.7`",
        SECTION + "{line: loss, thresholds: »healthy}\n"),
    bad("a threshold of nothing", "no-threshold", "at: 0.7", SECTION + "{line: loss, thresholds: [»{label: a}]}\n"),
    bad("mixed cadence", "mixed-cadence", "one panel per cadence",
        SECTION + "{line: »[loss, val], thresholds: 0.5}\n"),
    bad("a name a chart cannot carry", "chart-name", "rename", SECTION + "{line: »'a,b', thresholds: 1}\n"),
    bad("an option a chart does not draw", "chart-option", "draw: series",
        SECTION + "{line: val, thresholds: 1, smoothing: »0.6}\n"),
)  # fmt: skip

SCHEDULES = (
    bad("boundaries on another axis", "annotate-axis", "`x: _step`",
        SECTION + "{line: loss, x: val, annotate: »s}\nschedules: {s: {metric: stage, stages: 'teacher:5'}}\n"),
    bad("boundaries as a series", "draw-series", "leave out",
        SECTION + "{line: loss, draw: series, annotate: »s}\nschedules: {s: {metric: stage, stages: 'teacher:5'}}\n"),
    bad("unknown schedule", "unknown-schedule", "`curriculum`",
        SECTION + "{line: loss, annotate: »curiculum}\n"
        "schedules: {curriculum: {metric: stage, stages: 'teacher:5'}}\n"),
    bad("no schedules", "unknown-schedule", "none", SECTION + "{line: loss, annotate: »s}\n"),
    *(
        bad(f"stages {stages}", code, cure,
            METRICS + f"schedules:\n  s:\n    metric: stage\n    stages: {stages}\n")
        for stages, code, cure in (
            ("»teacher", "bad-schedule", "name:steps"),
            ("teacher:5,»student", "bad-schedule", "name:steps"),
            ("teacher:5,»:5", "bad-schedule", "name:steps"),
            ("teacher:5,»", "bad-schedule", "name:steps"),
            ("teacher:5, »student:5:1:2", "bad-schedule", "name:steps"),
            ("»teacher:0", "bad-schedule", "name:steps"),
            ("»teacher:-5", "bad-schedule", "name:steps"),
            ("»teacher:5k", "bad-schedule", "name:steps"),
            ("»teacher:" + "9" * 16, "bad-schedule", "name:steps"),
            ("»teacher:5:1.5", "bad-schedule", "name:steps"),
            ("»teacher:5:half", "bad-schedule", "name:steps"),
            ("»teacher:5:nan", "bad-schedule", "name:steps"),
            ("teacher:5,»studant:5", "unknown-stage", "`student`"),
            ("»warmup:5", "unknown-stage", "teacher, student"),
        )
    ),
    bad("a metric without values", "unknown-stage", "values: {0: a",
        METRICS + "schedules: {s: {metric: loss, stages: '»a:5'}}\n"),
    bad("unknown metric of a schedule", "unknown-metric", "`stage`",
        METRICS + "schedules: {s: {metric: »stag, stages: 'teacher:5'}}\n"),
    bad("unknown ratio of a schedule", "unknown-metric", "add it",
        METRICS + "schedules: {s: {metric: stage, ratio: »mixing, stages: 'teacher:5'}}\n"),
)  # fmt: skip

#: A sweep of some config keys; how it searches follows.
SWEEP = "config: {lr: , seed: , n: {type: int}}\nsweeps: {s: {parameters: {lr: [0.1, 0.2]}, "
LR = "config: {lr: , seed: , n: {type: int}}\nsweeps: {s: {run_cap: 9, metric: loss, method: "
#: A sweep of a script of the spec, with tags.
TAGGED = (
    "config: {lr: }\nscripts: {a.py: {template: plain.py.j2}}\n"
    "sweeps: {s: {method: grid, parameters: {lr: [1, 2]}, tags: ["
)

SCRIPTS = (
    bad("unknown script of a sweep", "unknown-script", "`train.py`",
        METRICS + SWEEP + "script: »trian.py, method: grid}}\nscripts: {train.py: {template: a.py.j2}}\n"),
    bad("no script at all", "unknown-script", "scripts: none", "config: {lr: }\nsweeps: {s: {script: »a.py, method: grid, parameters: {lr: 1}}}\n"),
    bad("a sweep's parameter that is no config key", "unknown-argument", "`learning_rate`",
        "config: {learning_rate: }\nsweeps: {s: {method: grid, parameters: {»learnin_rate: [1]}}}\n"),
    bad("a sweep's parameter that the run observes", "unknown-argument", "arguments: lr",
        "config: {lr: , num_params: {observed: true}}\nsweeps: {s: {method: grid, parameters: {»num_params: [1]}}}\n"),
    bad("a nested parameter", "unknown-argument", "`optim.lr`",
        "config: {optim.lr: }\nsweeps: {s: {method: grid, parameters: {optim: {parameters: {»lx: [1]}}}}}\n"),
    bad("a demo's value", "unknown-argument", "`steps`",
        "config: {steps: }\nscripts: {a.py: {template: a.py.j2, demo: {set: {»step: 1}}}}\n"),
    bad("a value of advice", "unknown-argument", "`lr`",
        "config: {lr: }\ntroubleshooting: [{symptom: S, set: {»lrr: 1}}]\n"),
    bad("a value that is no number", "bad-argument", "change it",
        "config: {lr: {type: float}}\nsweeps: {s: {method: grid, parameters: {lr: [0.1, »high]}}}\n"),
    bad("a single value of another type", "bad-argument", "change it",
        "config: {n: {type: int}}\nsweeps: {s: {method: grid, parameters: {n: {value: »0.5}}}}\n"),
    bad("a value that is none of the choices", "bad-argument", "choices: adam, sgd",
        "config: {o: {choices: [adam, sgd]}}\nsweeps: {s: {method: grid, parameters: {o: {values: [»adamw]}}}}\n"),
    bad("a distribution of texts", "bad-argument", "list the values",
        "config: {o: {type: str}}\nsweeps: {s: {method: random, parameters: {»o: {min: 0, max: 1}}}}\n"),
    bad("a distribution for one of some texts", "bad-argument", "list the values",
        "config: {o: {choices: [adam, sgd]}}\nsweeps: {s: {method: random, parameters: {»o: {min: 0, max: 1}}}}\n"),
    bad("a demo's value of another type", "bad-argument", "change it",
        "config: {steps: {type: int}}\nscripts: {a.py: {template: a.py.j2, demo: {set: {steps: »true}}}}\n"),
    bad("a default of another type", "bad-argument", "say `type: str`", "config: {lr: {type: float, default: »fast}}\n"),
    bad("a default that is no whole number", "bad-argument", "say `type: float`",
        "config: {n: {type: int, default: »64.5}}\n"),
    bad("a default that is none of the choices", "bad-argument", "choices: adam, sgd",
        "config: {o: {choices: [adam, sgd], default: »adamw}}\n"),
    bad("a goal of a sweep that contradicts", "other-goal", "leave the goal out",
        "metrics: [{group: A, of: {a: {goal: minimize}}}]\n"
        + SWEEP + "method: bayes, metric: {name: a, goal: »maximize}}}\n"),
    bad("a goal of a priority that contradicts", "other-goal", "leave the goal out",
        "metrics: [{group: A, of: {a: {goal: minimize}}}]\npriorities: [{metric: a, goal: »maximize}]\n"),
    bad("unknown metric of a sweep", "unknown-metric", "`loss`",
        METRICS + SWEEP + "method: bayes, metric: »los}}\n"),
    bad("unknown metric of a sweep, in full", "unknown-metric", "`loss`",
        METRICS + SWEEP + "method: bayes, metric: {name: »los, goal: minimize}}}\n"),
    bad("a parameter without values", "bad-parameter", "`values: [...]`", METRICS + LR + "grid, parameters: {»lr: }}}\n"),
    bad("a lonely bound", "bad-parameter", "add `max:`", METRICS + LR + "random, parameters: {»lr: {min: 1}}}}\n"),
    bad("a key of another distribution", "bad-parameter", "int_uniform takes max, min",
        METRICS + LR + "random, parameters: {n: {min: 1, max: 9, »q: 2}}}}\n"),
    bad("a distribution without its bounds", "bad-parameter", "add `max:`",
        METRICS + LR + "random, parameters: {»lr: {distribution: uniform}}}}\n"),
    bad("a parameter of a name that W&B refuses", "bad-name", "letters, digits",
        METRICS + LR + "grid, parameters: {lr: 1, »1r: 1}}}\n"),
    bad("no parameters", "missing-key", "something to try", METRICS + LR + "grid, »parameters: {}}}\n"),
    bad("no values", "out-of-range", "at least one", METRICS + LR + "grid, parameters: {lr: {values: »[]}}}}\n"),
    bad("infinity among values", "out-of-range", "a number",
        METRICS + LR + "grid, parameters: {lr: {values: [1.0, ».inf]}}}}\n"),
    bad("no number among values", "out-of-range", "a number", METRICS + LR + "grid, parameters: {lr: [1.0, ».nan]}}}\n"),
    bad("a value that is infinite", "out-of-range", "a number", METRICS + LR + "grid, parameters: {lr: {value: »1e999}}}}\n"),
    bad("a value that is infinite, in short", "out-of-range", "a number",
        METRICS + LR + "grid, parameters: {lr: »-.inf}}}\n"),
    bad("infinity within a value", "out-of-range", "a number",
        METRICS + LR + "grid, parameters: {lr: {values: [1, {a: [1, ».inf]}]}}}}\n"),
    bad("infinity from the default", "out-of-range", "a number",
        "config: {lr: {default: .inf}}\nsweeps: {s: {method: grid, parameters: {»lr: }}}\n"),
    bad("a number of sixteens that no float holds", "wrong-type", "number",
        METRICS + LR + f"random, parameters: {{lr: {{min: »0x{'f' * 290}, max: 1.5}}}}}}}}\n"),
    bad("a parameter with a dot beside the same within another", "duplicate-id", "keep one",
        METRICS + "config: {a.b: , lr: }\n"
        "sweeps: {s: {method: grid, parameters: {a.b: [1, 2], a: {parameters: {»b: [3, 4]}}, lr: 1}}}\n"),
    bad("a tag that looks like an option", "bad-tag", "begin it", METRICS + TAGGED + "»-fast]}}\n"),
    bad("a tag with a macro", "bad-tag", "without", METRICS + TAGGED + "x, »'a${args}']}}\n"),
    bad("a tag that is too long", "bad-tag", "shorten", METRICS + TAGGED + f"»{'x' * 65}]}}}}\n"),
    bad("a tag of nothing", "bad-tag", "take it out", METRICS + TAGGED + "»'']}}\n"),
    bad("a tag alone that looks like an option", "bad-tag", "begin it", METRICS + TAGGED[:-1] + "»--x}}\n"),
    bad("ambiguous bounds", "ambiguous-bounds", "0.0 and 1.0",
        METRICS + LR + "random, parameters: {»lr: {min: 0, max: 1.0}}}}\n"),
    bad("whole numbers between others", "ambiguous-bounds", "uniform",
        METRICS + LR + "random, parameters: {lr: {distribution: int_uniform, min: »0.5, max: 2}}}}\n"),
    bad("bounds the wrong way round", "empty-range", "lower bound",
        METRICS + LR + "random, parameters: {lr: {min: »2, max: 1}}}}\n"),
    bad("one bound twice", "empty-range", "`value: 1`",
        METRICS + LR + "random, parameters: {lr: {min: »1, max: 1}}}}\n"),
    bad("a logarithm of 0", "empty-range", "above 0",
        METRICS + LR + "random, parameters: {lr: {distribution: log_uniform_values, min: »0, max: 1}}}}\n"),
    bad("a quantum of 0", "out-of-range", "raise",
        METRICS + LR + "random, parameters: {lr: {distribution: q_uniform, min: 0, max: 1, q: »0}}}}\n"),
    bad("values where exponents are meant", "bounds-as-exponents", "`distribution: log_uniform_values`",
        METRICS + LR + "random, parameters: {lr: {distribution: »log_uniform, min: 1e-5, max: 0.1}}}}\n"),
    bad("exponents", "bounds-as-exponents", "`min: 4.54e-05`, `max: 0.04979`",
        METRICS + LR + "random, parameters: {lr: {distribution: »log_uniform, min: -10, max: -3}}}}\n"),
    bad("exponents of an inverse", "bounds-as-exponents", "`min: 4.54e-05`, `max: 0.04979`",
        METRICS + LR + "random, parameters: {lr: {distribution: »inv_log_uniform, min: 3, max: 10}}}}\n"),
    bad("too few probabilities", "bad-probabilities", "one for each",
        METRICS + LR + "random, parameters: {lr: {values: [1, 2], probabilities: »[1]}}}}\n"),
    bad("probabilities beyond 1", "bad-probabilities", "add up to 1",
        METRICS + LR + "random, parameters: {lr: {values: [1, 2], probabilities: »[1, 1]}}}}\n"),
    bad("a value twice", "repeated-value", "keep one", METRICS + LR + "grid, parameters: {lr: [1, 0.5, »1.0]}}}\n"),
    bad("fractions of a whole number", "bad-argument", "int_uniform",
        METRICS + LR + "random, parameters: {»n: {distribution: log_uniform_values, min: 1, max: 9}}}}\n"),
    bad("a grid without an end", "endless-grid", "list the values",
        METRICS + LR + "grid, parameters: {»lr: {min: 0.1, max: 0.2}}}}\n"),
    bad("a sweep called like a verb", "name-of-a-verb", "rename it",
        METRICS + "config: {lr: }\nsweeps: {»status: {program: t.py, method: grid, parameters: {lr: [1, 2]}}}\n"),
    bad("a search without an end", "endless-search", "run_cap", METRICS + SWEEP + "metric: loss, method: »bayes}}\n"),
    bad("the luckiest seed", "searched-seed", "as a grid", METRICS + LR + "bayes, parameters: {»seed: [1, 2]}}}\n"),
    bad("seeds drawn", "searched-seed", "list some",
        METRICS + LR + "random, parameters: {lr: [1, 2], »seed: {min: 1, max: 99}}}}\n"),
    bad("bayes without a metric", "missing-key", "add `metric:", METRICS + SWEEP + "run_cap: 3, method: »bayes}}\n"),
    bad("hyperband without points", "missing-key", "min_iter",
        METRICS + SWEEP + "metric: loss, method: grid, early_terminate: »{type: hyperband, max_iter: 9}}}\n"),
    bad("hyperband by what is logged at the end", "seldom-metric", "log it more often",
        "metrics: [{group: A, of: {a: {every: end}}}]\n" + SWEEP
        + "metric: a, method: grid, »early_terminate: {type: hyperband, min_iter: 9}}}\n"),
    bad("a metric and metrics", "bad-search", "keep `metric`",
        METRICS + SWEEP + "metric: loss, »metrics: [loss, val], method: grid}}\n"),
    bad("metrics of a grid", "bad-search", "`method: custom`", METRICS + SWEEP + "»metrics: [loss, val], method: grid}}\n"),
    bad("an engine without the method", "bad-search", "`method: custom`",
        METRICS + SWEEP + "method: »grid, scheduler: {engine: optuna}}}\n"),
    bad("a function of no file", "missing-key", "source",
        METRICS + SWEEP + "method: custom, scheduler: {engine: ax, optimizer: »f}}}\n"),
    bad("a scheduler and a controller", "bad-search", "leave `controller` out",
        METRICS + SWEEP + "method: grid, scheduler: {engine: wandb}, »controller: {type: local}}}\n"),
    bad("a scheduler and early termination", "bad-search", "leave it out", METRICS + SWEEP
        + "metric: loss, method: grid, scheduler: {engine: wandb}, »early_terminate: {type: hyperband, min_iter: 9}}}\n"),
    bad("nobody to search", "bad-search", "scheduler", METRICS + SWEEP + "method: »custom}}\n"),
    bad("a job and an image", "bad-search", "keep `job`", METRICS + SWEEP + "method: grid, job: a, »image_uri: b}}\n"),
    bad("a script and a program", "bad-search", "keep `script`",
        METRICS + SWEEP + "method: grid, script: a.py, »program: b.py}}\nscripts: {a.py: {template: a.py.j2}}\n"),
    bad("one of several scripts", "missing-key", "a.py, b.py", METRICS + "scripts: {a.py: {template: a.py.j2},"
        " b.py: {template: a.py.j2}}\nconfig: {lr: }\nsweeps: {»s: {method: grid, parameters: {lr: [1, 2]}}}\n"),
    bad("nothing to run", "no-program", "`program: train.py`",
        "config: {lr: }\nsweeps: {»s: {method: grid, parameters: {lr: [1, 2]}}}\n"),
    bad("a metric without a goal", "no-goal", "catalogue", METRICS + LR.replace("loss", "»loss") + "bayes, parameters: {lr: [1, 2]}}}\n"),
    bad("a metric without a goal, in full", "no-goal", "catalogue",
        METRICS + SWEEP + "method: grid, metric: {target: 1, name: »loss}}}\n"),
    bad("one of several metrics without a goal", "no-goal", "catalogue", METRICS + SWEEP
        + "method: custom, scheduler: {engine: optuna}, metrics: [{name: val, goal: maximize}, »loss]}}\n"),
    bad("a command without arguments", "no-arguments", "${args}",
        METRICS + SWEEP + "method: grid, »command: [python, a.py]}}\n"),
    bad("an unknown macro", "unknown-macro", "`args`", METRICS + SWEEP + "method: grid, command: ['${args}', »'${arg}']}}\n"),
    bad("a macro inside a text", "unknown-macro", "an item of its own",
        METRICS + SWEEP + "method: grid, command: ['${args}', »'--file=${program}']}}\n"),
    bad("what is false in words", "not-a-choice", "'false'",
        METRICS + SWEEP + "method: grid, metric: {name: loss, impute_while_running: »false}}}\n"),
    bad("a script of a bad name", "bad-name", "train.py", "scripts: {»train: {template: a.py.j2}}\n"),
    bad("a sweep of W&B's", "sweep-file", "wbgen pull", "", "»method: grid\nparameters: {lr: {value: 1}}\n"),
    bad("unknown metric of a priority", "unknown-metric", "`loss`", METRICS + "priorities: [{metric: »los}]\n"),
    bad("unknown metric of a role", "unknown-metric", "`loss`", METRICS + "roles: {loss: »los}\n"),
    bad("a priority without a goal", "no-goal", "goal: minimize", METRICS + "priorities: [{metric: »loss}]\n"),
    bad("a tie of too much", "out-of-range", "30%", METRICS + "priorities: [{metric: loss, goal: minimize, tie: »200%}]\n"),
    bad("a tie below 0", "out-of-range", "raise it", METRICS + "priorities: [{metric: loss, goal: minimize, tie: »-1}]\n"),
    bad("a weight of nothing", "out-of-range", "raise it", METRICS + "priorities: [{metric: loss, goal: minimize, weight: »0}]\n"),
    bad("a first time of nothing", "missing-key", "want: is 1", METRICS + "priorities: [{metric: loss, take: »first}]\n"),
    bad("what a priority wants", "bad-condition", "above 0.7", METRICS + "priorities: [{metric: loss, want: »low}]\n"),
)  # fmt: skip

LINT = (
    bad("a key for later", "not-applied", "", METRICS + "»roles: {}\n"),
    bad("unknown run set of a workspace", "unknown-runs", "run sets: none", "workspaces: {w: {runs: »x}}\n"),
    bad("a metric no panel shows", "unused-metric", "", SECTION.replace("val:", "»val:") + "line: loss\n"),
    bad("no workspace", "no-workspace", "`workspaces:`", "", "»" + HEAD),
)

LANGUAGE = (*VARIABLES, *SHAPE, *CATALOGUE, *VIEWS, *SCHEDULES, *SCRIPTS, *LINT)
