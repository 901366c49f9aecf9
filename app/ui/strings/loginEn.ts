/** Words of connecting by a partner's login page, in English. */
export const loginEn = {
  action: 'Connect with {{partner}}',
  again: 'Connect again with {{partner}}',
  help: 'You log in at {{partner}} and allow Kesit to keep your lists. Kesit does not see your password, and you can take the permission back at any time.',
  change: 'Log in again or change the account',
  orKey: 'Or connect without logging in',
  byKey: 'Connect with this key',
  finishing: 'Connecting to {{partner}}…',
  problems: {
    denied: 'You did not allow access at {{partner}}, so nothing was connected. Start again whenever you want.',
    declined:
      'You logged in at {{partner}}, but kept back a permission that Kesit needs: {{permissions}}. Nothing was connected. Log in again and allow it.',
    stale: 'This login took too long or was used already. Start again.',
    refused: '{{partner}} did not complete the login. Start again; if it keeps happening, contact us.',
    'not-ready': '{{partner}} does not let Kesit use this account yet. Once that is settled, connect it again below.',
    none: 'There is no account in {{partner}} in which you may advertise. Ask for access there, or let somebody log in who has it.',
    'out-of-reach': '{{partner}} could not be reached, so nothing was connected. Start again in a moment.',
    'not-started': 'The login could not be started. Check your internet connection and try again.',
  },
  opensPartner: '{{address}} (opens in a new window)',
  choice: {
    title: 'Account',
    help: 'You are logged in at {{partner}}. Choose the account in which your segments are to be kept.',
    search: 'Search by name or number',
    action: 'Connect this account',
    missing: 'Choose an account.',
    unusable: 'These cannot be connected:',
    noneUsable: 'None of these accounts can be used at present. Settle that in {{partner}}, then log in again.',
    nothingFound: 'No account has this name or number.',
    cutOff: 'Only the first {{count}} accounts are shown.',
  },
  ends: {
    title: 'Your login at {{partner}} runs out soon',
    body: '{{partner}} ends it on {{when}}. Log in again before that, and everything goes on without a break.',
    over: '{{partner}} wants you to log in again. Nothing is sent until then.',
  },
  staleTitle: 'This login is not valid any more',
  staleBody:
    'It took too long, was used already, or the address is incomplete. Open Kesit in your shop’s admin and start again under Connections.',
};
