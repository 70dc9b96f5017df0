"""Reports and their blocks."""

from __future__ import annotations

from wbgen.spec.reference.key import Table

COLUMNS = ("How many panels stand side by side.", "2")

REPORTS: Table = {
    "Report": {
        "was": ("Ids the report had before, the oldest first; they keep its URL.", "[guide]"),
        "adopt": (
            "The URL of a view that this one takes over, once; it keeps its URL and its name there.",
            '"https://wandb.ai/team/npt/reports/How--Vmlldzox"',
        ),
        "protect": ("Whether it is never deleted, also once it is gone from the spec.", "true"),
        "title": ("The report's title; the guide's unless said.", "How to read a run"),
        "description": ("The line under the title.", "What each metric says, and what healthy looks like."),
        "width": ("How wide the page is.", "fluid"),
        "frame": (
            "Whether it begins and ends with an empty paragraph, as in the app.",
            "false",
        ),
        "blocks": ("What it holds, from top to bottom.", "[toc, {h1: What to watch}, {section: losses}]"),
        "raw": ("JSON laid over the report.", "{someNewSetting: true}"),
    },
    "Block": {
        "id": ("What a file that extends the spec calls the block by.", "purpose"),
        "raw": ("JSON laid over what is made of the block.", "{someNewOption: true}"),
    },
    "Heading": {
        "folded": ("Blocks hidden beneath the heading until someone opens it.", "[{text: More of this.}]"),
    },
    "Heading1": {"h1": ("A heading of the first level.", "What to watch")},
    "Heading2": {"h2": ("A heading of the second level.", "Is each layer learning?")},
    "Heading3": {"h3": ("A heading of the third level.", "In the first layer")},
    "TextBlock": {
        "text": (
            "A paragraph; code in backquotes, Markdown's links and formulas between `$$` are set as such.",
            "'See [the paper](https://arxiv.org/abs/1706.03762).'",
        ),
    },
    "QuoteBlock": {"quote": ("A quotation.", "Attention is all you need.")},
    "CodeBlock": {
        "code": ("The code, to the letter.", "python train.py --seed 1"),
        "language": ("The language it is coloured as.", "json"),
    },
    "LatexBlock": {"latex": ("A formula in LaTeX.", "L = L_1 + 0.1 L_2")},
    "ImageBlock": {
        "image": ("The address of an image.", "https://example.com/curriculum.png"),
        "caption": ("The words beneath it.", "The stages of the curriculum"),
    },
    "ListBlock": {
        "list": ("The items.", "[Read the losses first, Then look at the norms]"),
        "ordered": ("Whether items are numbered.", "true"),
    },
    "ChecklistBlock": {
        "checklist": (
            "Items to tick; left out, the spec's health rules.",
            "[The loss falls, {text: Norms settle, done: true}]",
        ),
    },
    "CheckItem": {
        "text": ("The item.", "The loss falls"),
        "done": ("Whether it is ticked.", "true"),
    },
    "CalloutBlock": {"callout": ("A paragraph that stands out.", "Read this one first.")},
    "VideoBlock": {"video": ("The address of a video.", "https://www.youtube.com/watch?v=dQw4w9WgXcQ")},
    "SpotifyBlock": {"spotify": ("The Spotify id of a track.", "4uLU6hMCjMI75M1A2tKUQC")},
    "SoundcloudBlock": {
        "soundcloud": (
            "The HTML of a SoundCloud player.",
            "'<iframe src=\"https://w.soundcloud.com\"></iframe>'",
        ),
    },
    "GalleryBlock": {
        "gallery": (
            "Cards: ids of reports, or maps.",
            "[VmlldzoxMjM0, {url: 'https://example.com', title: The paper}]",
        ),
    },
    "GalleryItem": {
        "report": ("The id of a report.", "VmlldzoxMjM0"),
        "url": ("The address of a page.", "https://example.com"),
        "title": ("The card's title.", "The paper"),
        "description": ("The card's text.", "How the curriculum was found"),
        "image": ("The address of the card's image.", "https://example.com/card.png"),
    },
    "TweetBlock": {"tweet": ("The HTML of a tweet.", "'<blockquote>Training works.</blockquote>'")},
    "MarkdownBlock": {"markdown": ("Text in Markdown.", "'**Stage 0** is teacher, **1** is mixed.'")},
    "TocBlock": {"toc": ("The table of contents; it takes no value.", "null")},
    "RuleBlock": {"rule": ("A horizontal line; it takes no value.", "null")},
    "WeaveBlock": {
        "weave": (
            "A Weave panel as W&B's own JSON: a logged table, an artifact.",
            "{panelConfig: {exp: {}}}",
        ),
    },
    "GridBlock": {
        "panels": ("The panels of the grid.", "[{line: train/loss}, {scalar: val/accuracy}]"),
        "runs": ("The run sets: names of the spec's `runs`, or maps; left out, all runs.", "[long]"),
        "hide_runs": ("Whether the table of runs under the grid is hidden.", "true"),
        "columns": COLUMNS,
        "height": ("The height of a panel in rows of the grid.", "8"),
        "colors": ("Colours of runs by their ids.", "{1x2y3z4w: '#e4572e'}"),
    },
    "SectionBlock": {
        "section": ("The section of a workspace whose panels are shown, by its id.", "direct-mlp"),
        "workspace": ("The workspace, where several have such a section.", "default"),
        "columns": ("How many panels stand side by side; as in the workspace unless said.", "2"),
    },
    "MetricsBlock": {
        "metrics": ("A table of the catalogue: `all`, or some groups by their titles or ids.", "[Losses]"),
    },
    "SweepsBlock": {
        "sweeps": (
            "The spec's sweeps: parameters, configuration, how to start them; it takes no value.",
            "null",
        )
    },
    "SweepBlock": {
        "sweep": (
            "One of the spec's sweeps: what it searches, and panels of its runs.",
            "learning-rate",
        )
    },
    "TroubleshootingBlock": {
        "troubleshooting": ("The spec's troubleshooting; it takes no value.", "null"),
    },
    "HealthBlock": {"health": ("The spec's health rules: `all`, or some by name.", "[exploding]")},
    "PhasesBlock": {"phases": ("The spec's phases; it takes no value.", "null")},
    "PrioritiesBlock": {"priorities": ("The spec's priorities; it takes no value.", "null")},
    "PracticesBlock": {"practices": ("The spec's practices; it takes no value.", "null")},
    "CommandsBlock": {"commands": ("The spec's commands; it takes no value.", "null")},
    "LinksBlock": {"links": ("The spec's links; it takes no value.", "null")},
    "CompareBlock": {
        "compare": ("Run sets of the spec side by side.", "[long, short]"),
        "metrics": ("The metrics compared; left out, the headline ones.", "[val/loss]"),
        "columns": COLUMNS,
    },
    "RawBlock": {"raw": ("A block as W&B's own JSON.", "{type: some-new-block, children: [{text: ''}]}")},
}
