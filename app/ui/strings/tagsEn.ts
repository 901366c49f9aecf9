/** Words of the connection to the shop itself, which is switched on without a form, in English. */
export const tagsEn = {
  switchOn: 'Switch on tags',
  switchOnAgain: 'Switch on again',
  switchOff: 'Switch off tags',
  confirmTitle: 'Switch off tags in Shopify?',
  confirmBody:
    'All lists are switched off, and the tags and lists of segments that Kesit has written are taken off your customers. Flows and discounts that ask for them stop matching. Other tags stay as they are.',
  switchingOff: 'Tags are being taken off',
  endingTitle: 'Tags are being taken off your customers',
  endingBody: 'Since {{when}}. This ends by itself when the last tag is gone.',
  endNow: 'Stop taking tags off',
};
