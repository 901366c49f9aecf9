/** Meta: segments as custom audiences of an ad account, and people erased from all of them. Plain fetch, no library of Meta's. */
import type { Connector } from '../kit/connector.ts';
import { MOST_ROWS } from './graph.ts';
import { authorization } from './authorization.ts';
import { makeSession } from './session.ts';
import { settingsShape, type MetaSettings } from './settings.ts';

export const meta: Connector<MetaSettings> = {
  id: 'meta',
  name: 'Meta',
  address: { variable: 'META_GRAPH_BASE_URL', standard: 'https://graph.facebook.com' },
  limits: { addRows: MOST_ROWS, removeRows: MOST_ROWS },
  // A name that suggests health or money has the audience flagged, and then nothing can be sent to it.
  listNames: 'neutral',
  takesValues: true,
  erasure: { kind: 'requested' },
  fields: [
    {
      name: 'accessToken',
      secret: true,
      label: { tr: 'Erişim belirteci', en: 'Access token' },
      help: {
        tr: 'Business Manager’da System users sayfasında, ads_management izinli ve süresiz bir belirteç oluşturun. Özel hedef kitle koşullarını ise işletmeden bir kişinin kabul etmesi gerekir.',
        en: 'Create a token with the permission ads_management that does not expire, in Business Manager under System users. The terms for custom audiences have to be accepted by a person of the business.',
      },
      placeholder: 'EAA…',
    },
    {
      name: 'adAccountId',
      secret: false,
      label: { tr: 'Reklam hesabı kimliği', en: 'Ad account ID' },
      help: {
        tr: 'Reklam Yöneticisi’nin adresinde act= sonrasında yazan sayı. Her segment bu hesapta bir özel hedef kitle olur; bir hesapta en çok 500 tane bulunabilir.',
        en: 'The number after act= in the address of Ads Manager. Each segment becomes a custom audience of this account, which can have up to 500 of them.',
      },
      placeholder: 'act_…',
    },
    {
      name: 'appSecret',
      secret: true,
      label: { tr: 'Uygulama gizli anahtarı', en: 'App secret' },
      help: {
        tr: 'Meta uygulamanızın Settings → Basic sayfasındaki gizli anahtar. Her çağrı bununla imzalanır; böylece yalnızca belirteci ele geçiren biri hesabınızı kullanamaz.',
        en: 'The secret of your Meta app, under Settings → Basic. Every call is signed with it, so that nobody can use your account with a stolen token alone.',
      },
      optional: true,
    },
    {
      name: 'basis',
      secret: false,
      label: { tr: 'Eşleştirmenin hukuki dayanağı', en: 'Legal basis of the matching' },
      help: {
        tr: 'E-posta adresi, telefon, ad, şehir, il ve ülke karma (SHA-256) hâlinde Meta’ya gönderilir ve orada hesaplarla eşleştirilir. E-posta pazarlamasına verilen izin bunu tek başına kapsamaz. Türkiye’de yaşayan müşteriler için bu, kişisel verilerin yurt dışına aktarılmasıdır (KVKK m. 9).',
        en: 'E-mail address, phone, name, city, province and country are sent to Meta as SHA-256 hashes and matched with accounts there. A consent to e-mail marketing alone does not cover this. For customers who live in Türkiye it is a transfer of personal data abroad (KVKK, art. 9).',
      },
      choices: [
        {
          value: 'consent',
          label: {
            tr: 'Müşterilerin reklam eşleştirmesine açık rızası var',
            en: 'Customers have consented to ad matching',
          },
        },
        {
          value: 'other',
          label: {
            tr: 'Hukuki değerlendirmesini yaptığımız başka bir dayanak',
            en: 'Another basis that we have had assessed',
          },
        },
      ],
    },
    {
      name: 'limitedDataUse',
      secret: false,
      label: { tr: 'Sınırlı veri kullanımı', en: 'Limited data use' },
      help: {
        tr: 'Kaliforniya gibi ABD eyaletlerinin yasaları gerektiriyorsa açın: Meta bu verileri yalnızca hizmet sağlayıcı olarak işler.',
        en: 'Switch it on where laws of states of the USA such as California demand it: Meta then processes the data as a service provider only.',
      },
      choices: [
        { value: 'off', label: { tr: 'Kapalı', en: 'Off' } },
        { value: 'on', label: { tr: 'Açık', en: 'On' } },
      ],
    },
  ],
  authorization,
  settings: settingsShape,
  open: ({ accessToken, appSecret, ...settings }, context) =>
    Promise.resolve(makeSession({ kind: 'entered', accessToken, appSecret }, settings, context)),
};
