"""Mistakes in what a spec extends and uses, in open dimensions, facets, rules and filters."""

# ruff: noqa: E501

from __future__ import annotations

from tests.spec.bad_language import METRICS, SECTION, bad

OPEN = "dimensions: {r: {default: [a], open: true}, s: {open: true, type: int}}\n"
OPEN_SECTION = (
    OPEN + "metrics: [{group: A, of: {x/<r>: , y.<s>: }}]\nworkspaces: {w: {sections: [{title: S, panels: ["
)

RESOLVE = (
    bad("extends, in no file", "bad-extends", "save", "extends: »base.yaml\n"),
    bad("extends a list", "bad-extends", "extends: base.yaml", "extends: »[a.yaml, b.yaml]\n"),
    bad("unknown pack", "unknown-pack", "`system`", "use: [»sytem]\n"),
    bad("unknown pack, nothing near", "unknown-pack", "packs: system", "use: »nowhere.yaml\n"),
    bad("a pack twice", "duplicate-key", "keep one", "use: [system, »system]\n"),
    bad("unknown section of a pack", "unknown-section", "`system/gpu`",
        "use: system\nworkspaces: {w: {sections: [{use: »system/gpus}]}}\n"),
    bad("section of a pack that is not used", "unknown-section", "use: [system]",
        "workspaces: {w: {sections: [{use: »system/gpu}]}}\n"),
    bad("a language that is none", "bad-name", "", "lang: »Korean!\n"),
    bad("overlapping patterns", "overlapping-patterns", "not:",
        "dimensions: {r: {open: true}, s: {open: true}}\nmetrics: [{group: A, of: {a/<r>_x: , »a/x_<s>: }}]\n"),
    bad("a default that is no number", "bad-dimension", "default",
        "dimensions: {g: {default: »[a], open: true, type: int}}\n"),
    bad("a default that is excluded", "bad-dimension", "default",
        "dimensions: {g: {default: »[a], open: true, not: [a]}}\n"),
    bad("an excluded value as a metric", "unknown-metric", "add it",
        "dimensions: {r: {open: true, not: [total]}}\nmetrics: [{group: A, of: {x/<r>: }}]\n"
        "workspaces: {w: {sections: [{title: S, panels: [{line: »x/total}]}]}}\n"),
    bad("bars of an open dimension", "default-values", "", OPEN_SECTION + "{bar: »x/<r>}]}]}}\n"),
    bad("bars without defaults", "no-default", "default: [...]", OPEN_SECTION + "{bar: »y.<s>}]}]}}\n"),
    bad("too much to leave out", "bad-regex", "shorten `not:`",
        f"dimensions: {{r: {{open: true, not: {['abcdefghij' + 'k' * n for n in range(60)]}}}}}\n"
        "metrics: [{group: A, of: {x/<r>: }}]\n"
        "workspaces: {w: {sections: [{title: S, panels: [{line: »x/<r>}]}]}}\n"),
    bad("a regex that looks ahead", "bad-regex", "RE2", SECTION + "{line: , regex: »a(?!b)}\n"),
    bad("a regex that captures", "bad-regex", "RE2", SECTION + "{line: , regex: »a(b)}\n"),
    bad("facets of no dimension", "unknown-dimension", "`layer`", SECTION + "{line: acc/<layer>, each: »laier}\n"),
    bad("facets of a dimension without values", "unknown-dimension", "none",
        "dimensions: {s: {open: true}}\nmetrics: [{group: A, of: {y.<s>: }}]\n"
        "workspaces: {w: {sections: [{title: S, each: »s}]}}\n"),
    bad("facets with titles too long", "out-of-range", "shorter",
        f"dimensions: {{a: [{'x' * 210}]}}\nworkspaces: {{w: {{sections: [{{title: S <a>, id: s, each: »a}}]}}}}\n"),
    bad("a former id that is taken", "duplicate-id", "only one", "workspaces: {a: {}, b: {was: »a}}\n"),
    bad("a former id twice", "duplicate-id", "only one", "reports: {a: {was: x}, b: {was: [»x]}}\n"),
)  # fmt: skip

EXPRESSIONS = (
    bad("a filter that ends early", "bad-expression", "", "config: {lr: }\nruns: {a: config.lr >»}\n"),
    bad("a filter of a run set, in a map", "bad-expression", "",
        "config: {lr: }\nruns: {a: {where: config.lr >= »config.lr}}\n"),
    bad("a condition on config", "unknown-config", "`lr`",
        "config: {lr: , b: {only_if: config.»lrr > 1}}\n"),
    bad("a section's condition", "unknown-config", "add it", "workspaces: {w: {sections: [{title: S, only_if: config.»a}]}}\n"),
    bad("a metric's condition", "bad-expression", "", "metrics: [{group: A, of: {a: {only_if: '»='}}}]\n"),
    bad("unknown metric of a rule", "unknown-metric", "`loss`", METRICS + "health: {a: {when: 'val > 1 and »los > 2'}}\n"),
    bad("a rule that is no condition", "bad-expression", "compare", METRICS + "health: {a: {when: »loss}}\n"),
    bad("a rule with an open placeholder", "bad-expression", "any(layer)",
        METRICS + "health: {a: {when: »acc/<layer> > 1}}\n"),
    bad("a rule of an unknown dimension", "unknown-dimension", "<layer>",
        METRICS + "health: {a: {when: any(laier) »acc/<laier> > 1}}\n"),
    bad("unknown config key of a rule", "unknown-config", "add it",
        METRICS + "health: {a: {when: loss > config.»limit}}\n"),
    bad("a rule that says nothing", "bad-rule", "when: ", "health: {a: »{level: warning}}\n"),
    bad("a rule that says two things", "bad-rule", "when: ",
        METRICS + "health: {a: »{when: loss > 1, of: [b]}, b: {when: val > 1}}\n"),
    bad("more rules than there are", "bad-rule", "lower",
        METRICS + "health: {a: {at_least: »2, of: [b]}, b: {when: val > 1}}\n"),
    bad("unknown rule", "unknown-rule", "`too-high`",
        METRICS + "health: {a: {of: »too-hig}, too-high: {when: val > 1}}\n"),
    bad("a rule that counts itself", "unknown-rule", "none", "health: {a: {of: »a}}\n"),
    bad("a rule that counts one that counts", "unknown-rule", "`when:`",
        METRICS + "health: {a: {of: »b}, b: {of: c}, c: {when: loss > 1}}\n"),
)  # fmt: skip
