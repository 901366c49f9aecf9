/** Words for how a list stands at a partner that has to find its people first, in English. */
export const standingEn = {
  title: 'The list in {{partner}}',
  verdicts: {
    usable: 'Can be used',
    small: 'Too small so far',
    unusable: 'Cannot be used',
    working: 'Being worked on',
    notice: 'Worth a look',
    blocked: 'Waiting for you',
    gone: 'Not there any more',
    unknown: 'Not told',
  },
  turns: {
    merchant: 'Nothing changes in this list until you have acted in {{partner}}.',
    look: 'The list goes on. Look at it in {{partner}}.',
    partner: 'Nothing to do: {{partner}} goes on by itself.',
    gone: 'It is made again as soon as there is something to send.',
  },
  about: '{{partner}} has found about {{size}} people.',
  atMost: '{{partner}} has found at most {{size}} people.',
  between: '{{partner}} has found between {{from}} and {{to}} people.',
  noSize: '{{partner}} does not tell how many people it has found.',
  readAt: 'As {{partner}} told on',
};
