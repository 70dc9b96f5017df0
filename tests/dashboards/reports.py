"""Reports: every block, and the options of the report itself."""

import wandb_workspaces.reports.v2 as wr

from tests.dashboards.dashboard import ENTITY, OF_PROJECT, report, runset

REPORTS = [
    report(
        "headings and texts",
        """
        - h1: First
        - h2: Second
        - h3: Third
        - text: "See [the paper](https://example.com), `code` and $$x^2$$."
        - quote: All that glitters.
        - callout: Read me.
        """,
        lambda: [
            wr.H1("First"),
            wr.H2("Second"),
            wr.H3("Third"),
            wr.P(
                [
                    "See ",
                    wr.Link("the paper", "https://example.com"),
                    ", ",
                    wr.InlineCode("code"),
                    " and ",
                    wr.InlineLatex("x^2"),
                    ".",
                ]
            ),
            wr.BlockQuote("All that glitters."),
            wr.CalloutBlock("Read me."),
        ],
    ),
    report(
        "what is folded under a heading",
        """
        - h1: Folded
          folded: [{text: More of this.}]
        """,
        lambda: [wr.H1("Folded", collapsed_blocks=[wr.P("More of this.")])],
    ),
    report(
        "code, Markdown and formulas",
        """
        - code: "print(1)"
        - code: "{}"
          language: json
        - markdown: "**bold**"
        - latex: a + b
        """,
        lambda: [
            wr.CodeBlock("print(1)", language="python"),
            wr.CodeBlock("{}", language="json"),
            wr.MarkdownBlock("**bold**"),
            wr.LatexBlock("a + b"),
        ],
    ),
    report(
        "lists",
        """
        - list: [one, two]
        - list: [one, two]
          ordered: true
        - checklist: [one, {text: two, done: true}]
        """,
        lambda: [
            wr.UnorderedList(["one", "two"]),
            wr.OrderedList(["one", "two"]),
            wr.CheckedList([wr.CheckedListItem("one"), wr.CheckedListItem("two", checked=True)]),
        ],
    ),
    report(
        "media of a report",
        """
        - image: https://example.com/a.png
          caption: A picture
        - video: https://www.youtube.com/watch?v=abc
        - spotify: abc
        - soundcloud: <iframe></iframe>
        - tweet: <blockquote></blockquote>
        """,
        lambda: [
            wr.Image("https://example.com/a.png", "A picture"),
            wr.Video("https://www.youtube.com/watch?v=abc"),
            wr.interface.Spotify("abc"),
            wr.interface.SoundCloud("<iframe></iframe>"),
            wr.interface.Twitter("<blockquote></blockquote>"),
        ],
    ),
    report(
        "cards, contents and rules",
        """
        - toc
        - rule
        - gallery:
            - VmlldzoxMjM0
            - {url: https://example.com, title: T, description: D, image: https://example.com/c.png}
        """,
        lambda: [
            wr.TableOfContents(),
            wr.HorizontalRule(),
            wr.Gallery(
                [
                    wr.interface.GalleryReport("VmlldzoxMjM0"),
                    wr.interface.GalleryURL("https://example.com", "T", "D", "https://example.com/c.png"),
                ]
            ),
        ],
    ),
    report(
        "a grid of panels",
        """
        - panels: [{line: loss}, {bar: loss/a}, {scalar: loss}]
          columns: 2
          height: 8
        """,
        lambda: [
            wr.PanelGrid(
                panels=[
                    wr.LinePlot(y=["loss"], layout=wr.Layout(x=0, y=0, w=12, h=8)),
                    wr.BarPlot(metrics=["loss/a"], layout=wr.Layout(x=12, y=0, w=12, h=8)),
                    wr.ScalarChart(metric="loss", layout=wr.Layout(x=0, y=8, w=12, h=8)),
                ],
                runsets=[runset()],
            )
        ],
        patch={"blocks/1/metadata/runSets/0/project": OF_PROJECT},
    ),
    report(
        "code of every language",
        """
        - {code: a, language: javascript}
        - {code: b, language: python}
        - {code: c, language: css}
        - {code: d, language: json}
        - {code: e, language: html}
        - {code: f, language: markdown}
        - {code: g, language: yaml}
        - {code: h, language: plain}
        """,
        lambda: [
            wr.CodeBlock("a", language="javascript"),
            wr.CodeBlock("b", language="python"),
            wr.CodeBlock("c", language="css"),
            wr.CodeBlock("d", language="json"),
            wr.CodeBlock("e", language="html"),
            wr.CodeBlock("f", language="markdown"),
            wr.CodeBlock("g", language="yaml"),
            wr.CodeBlock("h", language=None),
        ],
    ),
    report(
        "a narrow report",
        "- text: Hello",
        lambda: [wr.P("Hello")],
        options="width: readable",
        given={"width": "readable"},
    ),
    report(
        "a report of fixed width",
        "- text: Hello",
        lambda: [wr.P("Hello")],
        options="width: fixed",
        given={"width": "fixed"},
    ),
    report(
        "a wide report",
        "- text: Hello",
        lambda: [wr.P("Hello")],
        options="width: fluid",
        given={"width": "fluid"},
    ),
    report(
        "panels where the author puts them",
        """
        - panels:
            - {line: loss, layout: [4, 2, 10, 5]}
            - {scalar: loss, layout: [14, 2, 6, 5]}
          colors: {run1: "#e4572e"}
        """,
        lambda: [
            wr.PanelGrid(
                panels=[
                    wr.LinePlot(y=["loss"], layout=wr.Layout(x=4, y=2, w=10, h=5)),
                    wr.ScalarChart(metric="loss", layout=wr.Layout(x=14, y=2, w=6, h=5)),
                ],
                runsets=[runset()],
                custom_run_colors={"run1": "#e4572e"},
            )
        ],
        patch={"blocks/1/metadata/runSets/0/project": OF_PROJECT},
    ),
    report(
        "a report with words under its title, and what the language has no word for",
        """
        - text: Hello
          raw: {newOption: 1}
        """,
        lambda: [wr.P("Hello")],
        options="""
        title: How to read a run
        description: Words
        raw: {newSetting: true}
        """,
        given={"title": "How to read a run", "description": "Words"},
        patch={"blocks/1/newOption": 1, "newSetting": True},
    ),
    report(
        "a report without its frame",
        "- text: Hello",
        lambda: [wr.P("Hello")],
        options="frame: false",
        patch={"blocks": [{"type": "paragraph", "children": [{"text": "Hello"}]}]},
    ),
    report(
        "a Weave block",
        f"""
        - weave:
            panelConfig: {{exp: {{nodeType: "void", type: "{ENTITY}"}}}}
        """,
        lambda: [wr.P("x")],
        patch={
            "blocks/1/type": "weave-panel",
            "blocks/1/children": [{"text": ""}],
            "blocks/1/config": {"panelConfig": {"exp": {"nodeType": "void", "type": ENTITY}}},
        },
    ),
]
