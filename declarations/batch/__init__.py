"""Many declarations from one workbook: checked whole by the rules of the form before anything is written."""
