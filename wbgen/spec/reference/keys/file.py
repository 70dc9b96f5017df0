"""A spec file as a whole, and what a pack has instead."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

FILE: Table = {
    "Spec": {
        "wbgen": ("The version of the language.", "1"),
        "guide": ("The guide's id, the first part of every address and id made from it.", "npt"),
        "title": ("What people call the guide.", "Multi-layer NPT training"),
        "project": (
            "The W&B project the views go to; entity and host come from the target.",
            "npt-multi-layer",
        ),
        "x": ("The x axis of every curve that says nothing else.", "train/epoch"),
        "vars": ("Values to write once and use as `$name`.", "{layers: [14, 15, 16, 17]}"),
        "dimensions": (
            "Values that `<name>` stands for in metric names: a list, or a map where runs bring their own.",
            "{layer: [14, 15], reward: {default: [exact], open: true}}",
        ),
        "run": ("How runs are named and marked.", "{name: npt_seed<seed>, tags: [npt]}"),
        "config": (
            "The hyperparameters by name: arguments of the script, columns to filter by.",
            "{learning_rate: {type: float, default: 1e-4}, seed: }",
        ),
        "metrics": (
            "The catalogue of what runs log, in groups.",
            "[{group: Losses, of: {train/loss: {goal: minimize}}}]",
        ),
        "schedules": (
            "Curricula by name; panels draw their boundaries.",
            "{curriculum: {metric: train/stage, stages: 'teacher:5000,student:15000'}}",
        ),
        "workspaces": (
            "The dashboards by id.",
            "{default: {sections: [{title: Losses, panels: [{line: train/loss}]}]}}",
        ),
        "reports": (
            "The written reports by id.",
            "{overview: {blocks: [toc, {h1: What to watch}, metrics]}}",
        ),
        "troubleshooting": (
            "Symptoms with their causes and what helps.",
            "[{symptom: The loss is NaN, fix: Lower the learning rate}]",
        ),
        "runs": (
            "Run sets by name, for workspaces and reports to show.",
            "{long: config.max_steps >= 30000 and state == finished}",
        ),
        "health": (
            "Signs of trouble by name.",
            "{exploding: {when: train/grad_norm > 100, level: critical}}",
        ),
        "phases": (
            "The stretches of a training with what to expect of each.",
            "[{title: Warm-up, until: step 2000, check: The loss falls}]",
        ),
        "priorities": (
            "What runs are ranked by, the most important first.",
            "[{metric: val/accuracy, goal: maximize}]",
        ),
        "practices": ("Advice that belongs to no metric.", "[Log every loss term by itself]"),
        "commands": ("Command lines worth knowing.", "[{title: A short run, run: python train.py}]"),
        "links": ("Pages worth reading.", "[{title: The paper, url: 'https://arxiv.org/abs/1706.03762'}]"),
        "lang": ("The language the texts are in, as a language tag.", "de"),
        "extends": ("The file this spec is laid over, by its path from here.", "base.yaml"),
        "use": ("Packs whose metrics, rules and sections the guide takes in.", "[system]"),
        "roles": (
            "Which metric plays which part, for the analysis of runs.",
            "{throughput: train/tokens_per_second}",
        ),
        "sweeps": (
            "Searches over hyperparameters.",
            "{rates: {method: bayes, metric: val/loss, parameters: {learning_rate: {min: 1e-5, max: 1e-2}}}}",
        ),
        "scripts": ("Training scripts to generate.", "{train.py: {template: npt.py.j2}}"),
    },
    "Pack": {
        "pack": ("The pack's name, as `use` says it.", "system"),
        "about": ("What the pack is for.", "What the wandb client measures by itself"),
        "sections": (
            "Sections that guides show with `use: pack/id` in a workspace's list.",
            "[{id: gpu, title: GPU, panels: [{line: system.gpu.0.gpu}]}]",
        ),
    },
}
