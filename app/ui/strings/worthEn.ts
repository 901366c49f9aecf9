/** Words for lists whose people carry what they are worth, and for lists that are replaced whole, in English. */
export const worthEn = {
  title: 'Value sent to {{partner}} with each customer',
  choices: {
    none: 'None',
    spent: 'Lifetime value: what the customer has spent, less refunds',
    expected: 'Predicted value: what the customer is expected to spend in a year',
  },
  help: '{{partner}} looks for people who resemble your most valuable customers. The amount is sent readable, in the currency of your shop, and brought up to date at most once a day. Send it only if your privacy notice covers it. Going from none to a value, or back, empties the list in {{partner}} and makes a new one: point your campaigns at the new one.',
  remade:
    'The list in {{partner}} is being emptied. Then a new one of the same name is made and filled; you do not have to do anything here.',
  replacingTitle: '{{partner}} is replacing the whole list',
  replacingBody:
    'That takes minutes as a rule, and 90 minutes at most. Nothing else is sent for this list until then; whoever has to be added or taken out follows at once.',
  saved: 'Saved. The list follows',
};
