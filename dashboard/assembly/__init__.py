"""The rough assembly: recipes, conformed segments, titles and the joined programme."""
