"""What the generated code of quirks uses: conditions, patches, and the places that patches change."""
