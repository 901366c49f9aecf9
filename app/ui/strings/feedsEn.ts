/** Words of lists that are pushed, or handed over as files, in English. */
export const feedsEn = {
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Your browser does not allow copying. Select the text and copy it by hand.',
  sendWhole: 'Send the whole list again',
  sentWhole: 'The whole list is sent again',
  file: {
    action: 'Download as a file',
    title: 'The list as a file',
    help: 'The file names the customers who belong in the list now, by the same rule of consent and the same exclusions. That you downloaded it is recorded on the privacy page.',
    format: 'Form',
    formats: { csv: 'CSV', 'csv-excel': 'CSV for Excel', jsonl: 'JSON lines' },
    columns: 'Columns',
    columnsHelp: 'Separated by commas, each with another name if you like: email=E-mail. There are: {{fields}}',
    columnsProblem: 'Use the fields listed below, each once, and give no two of them the same name.',
    download: 'Download',
    saved: 'The file is saved',
    failed: 'The file could not be made. Try again.',
  },
};
