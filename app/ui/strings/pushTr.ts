/** How a partner's e-mail events come, in Turkish. See tr.ts. */
export const pushTr = {
  pushed:
    'E-posta olayları gerçekleştiği anda webhook ile gelir; hiçbiri kaçmasın diye 15 dakikada bir ayrıca sorulur.',
  asked: 'E-posta olayları düzenli aralıklarla sorulur; webhook ile gelmez.',
};
