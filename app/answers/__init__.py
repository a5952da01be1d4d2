"""Results as answers: JSON, files, charts, OpenAPI, text for terminals.

Begin with `bytes.to_json` and `files.write_result`.
"""
