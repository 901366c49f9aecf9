/** Words of connecting by a partner's login page, in English. */
export const loginEn = {
  action: 'Connect with {{partner}}',
  again: 'Connect again with {{partner}}',
  help: 'You log in at {{partner}} and allow Kesit to keep your lists. Kesit does not see your password, and you can take the permission back at any time.',
  orKey: 'Or enter a private key:',
  byKey: 'Connect with this key',
  finishing: 'Connecting to {{partner}}…',
  problems: {
    denied: 'You did not allow access at {{partner}}, so nothing was connected. Start again whenever you want.',
    stale: 'This login took too long or was used already. Start again.',
    refused: '{{partner}} did not complete the login. Start again; if it keeps happening, contact us.',
    'out-of-reach': '{{partner}} could not be reached, so nothing was connected. Start again in a moment.',
    'not-started': 'The login could not be started. Check your internet connection and try again.',
  },
  staleTitle: 'This login is not valid any more',
  staleBody:
    'It took too long, was used already, or the address is incomplete. Open Kesit in your shop’s admin and start again under Connections.',
};
