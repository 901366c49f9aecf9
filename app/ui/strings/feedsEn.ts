/** Words of lists that are pushed, or handed over as files, in English. */
export const feedsEn = {
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Your browser does not allow copying. Select the text and copy it by hand.',
  sendWhole: 'Send the whole list again',
  sentWhole: 'The whole list is sent again',
};
