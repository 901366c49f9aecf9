/** English texts of how a partner's e-mail events come. See en.ts. */
export const pushEn = {
  pushed:
    'E-mail events come by webhook as they happen; they are also asked for every 15 minutes, so that none is missed.',
  asked: 'E-mail events are asked for regularly; they do not come by webhook.',
};
