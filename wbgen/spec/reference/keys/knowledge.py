"""What a team knows of its training."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

KNOWLEDGE: Table = {
    "HealthRule": {
        "title": ("What people call the sign.", "Attention is not encoded"),
        "when": ("The rule, as an expression over metrics.", "train/grad_norm > 100 for 50 steps"),
        "at_least": ("How many of the rules in `of` must hold together.", "2"),
        "of": ("The rules that are counted: ids of other rules, or expressions.", "[exploding, stalled]"),
        "level": ("How bad it is.", "critical"),
        "about": ("What it means when the rule holds.", "The layer does not learn its transformation."),
        "fix": ("What helps, the likeliest first.", "[Lower the learning rate, Clip the gradients]"),
    },
    "Phase": {
        "title": ("What people call the phase.", "Warm-up"),
        "until": ("Where it ends: a step, or what marks the end.", "5000"),
        "steps": ("How long it is.", "5000"),
        "about": ("What happens in it.", "Attention sees the teacher's inputs only."),
        "check": ("What to look for while it lasts.", "[Both losses fall]"),
    },
    "Priority": {
        "title": ("What people call the criterion.", "Accuracy on held-out data"),
        "metric": ("The metrics that decide.", "val/accuracy"),
        "goal": ("Which way is better, where the catalogue does not say it.", "maximize"),
        "take": ("What of it counts; `first` is where `want` was first fulfilled.", "last"),
        "want": ("The condition that a good run fulfils.", "is 1"),
        "tie": ("How far from the best counts as equal, so that the next priority decides.", "2%"),
        "weight": ("How much it counts among those beside it with a weight, decided together.", "0.5"),
        "about": ("Why it matters.", "Nothing else is comparable between curricula."),
    },
    "Command": {
        "title": ("What the command is for.", "A short run on one GPU"),
        "run": ("The command line.", "python train.py --max_steps 100"),
        "about": ("When to use it, and what to change in it.", "Costs four minutes on a laptop."),
    },
    "Link": {
        "title": ("What the page is called.", "The paper"),
        "url": ("Its address.", "https://arxiv.org/abs/1706.03762"),
    },
    "Trouble": {
        "symptom": ("What one sees.", "Metrics of a layer are missing"),
        "when": ("The sign as a rule over metrics.", "train/loss is nan"),
        "cause": ("Why it happens.", "The layer is not one that was trained."),
        "fix": ("What helps, the likeliest first.", "[See that the layer is in train_layers]"),
        "set": ("Config values that help.", "{grad_clip: 0.5}"),
    },
}
