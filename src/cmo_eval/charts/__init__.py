"""Pictures from plain numbers, as SVG and Mermaid; knows no evaluation."""
