/** The colours of the groups: pale enough for dark text, and each with a number beside it for those who do not tell them apart. */
const palette: Readonly<Record<string, string>> = {
  'rfm-champions': '#9ddcae',
  'rfm-loyal': '#c3ecce',
  'rfm-potential-loyalist': '#b9e3f5',
  'rfm-new': '#a5cdfb',
  'rfm-promising': '#d6e6ff',
  'rfm-need-attention': '#fff0b3',
  'rfm-about-to-sleep': '#ffe0a6',
  'rfm-cant-lose': '#f7a9a0',
  'rfm-at-risk': '#fbcabf',
  'rfm-hibernating': '#e3d9f2',
  'rfm-lost': '#dcdcdc',
  reactivated: '#9ddcae',
  'first-time-buyers': '#a5cdfb',
  'active-customers': '#c3ecce',
  'at-risk': '#fbcabf',
  'one-and-done': '#ffe0a6',
  churn: '#f7a9a0',
  dormant: '#e3d9f2',
  winback: '#fff0b3',
  welcome: '#b9e3f5',
};

const OTHER = '#ebebeb';

/** @param presetId Null for those in no group. */
export const groupColour = (presetId: string | null): string =>
  (presetId === null ? undefined : palette[presetId]) ?? OTHER;
