"""What is drawn, as SVG: charts by vl-convert, everything else as plain shapes and text."""
