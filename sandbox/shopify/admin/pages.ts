// The HTML of the merchant's admin: a plain frame around the app, in Turkish and English. It says that it is a stand-in.
import type { Shop } from '../storage/shops.ts';

export type Locale = 'tr' | 'en';

export const APP_NAME = 'Kesit';
export const APP_HANDLE = 'kesit';

const WORDS = {
  en: {
    standIn: 'Stand-in admin',
    sections: ['Home', 'Orders', 'Products', 'Customers', 'Analytics'],
    apps: 'Apps',
    unsaved: 'Unsaved changes',
    save: 'Save',
    discard: 'Discard',
    leave: 'Leave this page with unsaved changes?',
    menu: 'Menu',
    notInstalled: 'is not installed in this shop.',
    install: 'Install',
    grants: 'It asks for:',
  },
  tr: {
    standIn: 'Temsilî yönetici',
    sections: ['Ana sayfa', 'Siparişler', 'Ürünler', 'Müşteriler', 'Analizler'],
    apps: 'Uygulamalar',
    unsaved: 'Kaydedilmemiş değişiklikler',
    save: 'Kaydet',
    discard: 'Vazgeç',
    leave: 'Kaydedilmemiş değişiklikler var. Sayfadan çıkılsın mı?',
    menu: 'Menü',
    notInstalled: 'bu mağazada yüklü değil.',
    install: 'Yükle',
    grants: 'İstediği izinler:',
  },
} as const;

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const STYLE = `
* { box-sizing: border-box } html, body { margin: 0; height: 100% }
body { font: 13px/1.4 Inter, system-ui, sans-serif; color: #303030; background: #1a1a1a; display: grid;
  grid-template: 56px 1fr / 240px 1fr; }
header { grid-column: 1 / 3; color: #e3e3e3; display: flex; align-items: center; gap: 16px; padding: 0 16px; min-width: 0 }
header strong { font-size: 15px; white-space: nowrap } header .shop { margin-left: auto; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap } header a { color: #b5b5b5; text-decoration: none; padding: 4px 6px }
header a[aria-current] { color: #fff; background: #303030; border-radius: 6px }
#menu-button { display: none; background: #303030; color: #fff; border: 0; border-radius: 8px; padding: 8px 12px }
nav { background: #ebebeb; border-top-left-radius: 12px; padding: 12px 8px; overflow: auto }
nav ul { list-style: none; margin: 0; padding: 0 } nav li > span, nav a { display: block; padding: 6px 10px; border-radius: 8px;
  color: #303030; text-decoration: none } nav li > span { color: #616161 } nav h2 { font-size: 12px; color: #616161; margin: 16px 10px 4px }
nav a:hover { background: #f1f1f1 } nav a[aria-current] { background: #fafafa; font-weight: 600 } #app-nav a { padding-left: 34px }
main { background: #f1f1f1; position: relative; min-width: 0; border-top-right-radius: 12px; overflow: hidden; display: flex; flex-direction: column }
#title-bar { display: flex; align-items: center; gap: 8px; background: #fff; border-bottom: 1px solid #e3e3e3; padding: 8px 16px }
#title-bar strong { margin-right: auto } button { font: inherit; cursor: pointer }
#title-buttons button, #save-bar button, .install button { border: 1px solid #c9c9c9; background: #fff; border-radius: 8px; padding: 6px 12px }
#title-buttons button.primary, #save-bar #save, .install button { background: #303030; color: #fff; border-color: #303030 }
#title-buttons { display: flex; gap: 8px }
iframe { border: 0; flex: 1; width: 100%; min-height: 0 }
#loading-line { position: absolute; inset: 0 0 auto 0; height: 3px; background: #2c6ecb; transform: scaleX(0); transform-origin: 0 }
.loading #loading-line { transform: scaleX(.8); transition: transform 4s }
#save-bar { position: fixed; top: 8px; left: 50%; transform: translateX(-50%); z-index: 2; display: none; align-items: center; gap: 12px;
  width: min(620px, 94vw); background: #303030; color: #fff; border-radius: 12px; padding: 8px 12px; border: 1px solid #616161 }
#save-bar span { margin-right: auto } .unsaved #save-bar { display: flex } #save-bar #save { background: #fff; color: #303030 }
#save-bar #discard { background: transparent; color: #fff; border-color: #616161 }
#toasts { position: fixed; bottom: 24px; left: 50%; transform: translateX(-50%); display: grid; gap: 8px; z-index: 3 }
.toast { background: #1a1a1a; color: #fff; border-radius: 10px; padding: 10px 14px; display: flex; gap: 12px }
.toast.error { background: #8e0b21 } .toast button { background: none; border: 0; color: inherit; text-decoration: underline }
.install { margin: 10vh auto; max-width: 480px; background: #fff; border-radius: 12px; padding: 24px }
@media (max-width: 760px) { body { grid-template-columns: 1fr } header { grid-column: 1 } #menu-button { display: block }
  header strong small { display: none } nav { display: none; position: fixed; inset: 56px 20% 0 0; z-index: 2 } .menu-open nav { display: block }
  nav, main { border-radius: 0 } }
`;

interface PageParts {
  shop: Shop;
  locale: Locale;
  adminBase: string;
  path: string;
}

function chrome(parts: PageParts, title: string, bodyData: string, main: string): string {
  const { shop, locale, adminBase } = parts;
  const words = WORDS[locale];
  const sections = words.sections.map((section) => `<li><span>${section}</span></li>`).join('');
  const languages = (['tr', 'en'] as const)
    .map((other) => {
      const current = other === locale ? ' aria-current="true"' : '';
      return `<a href="${escape(adminBase + parts.path)}?locale=${other}" data-locale="${other}"${current}>${other.toUpperCase()}</a>`;
    })
    .join('');
  return `<!doctype html>
<html lang="${locale}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body ${bodyData}>
<header><button id="menu-button">${words.menu}</button><strong>${escape(shop.name)} <small>· ${words.standIn}</small></strong>
<span class="shop">${escape(shop.domain)}</span><span id="languages">${languages}</span></header>
<nav><ul>${sections}</ul><h2>${words.apps}</h2><ul><li><a href="${escape(adminBase)}?locale=${locale}">${APP_NAME}</a><ul id="app-nav"></ul></li></ul></nav>
<main>${main}</main>
<div id="save-bar" role="region" aria-label="${words.unsaved}"><span>${words.unsaved}</span><button id="discard">${words.discard}</button><button id="save">${words.save}</button></div>
<div id="toasts" role="status" aria-live="polite"></div>
</body></html>`;
}

/** The admin around the framed app. */
export function adminPage(parts: PageParts & { frameUrl: string; appOrigin: string; tokenAddress: string }): string {
  const { adminBase, frameUrl, appOrigin, tokenAddress, locale } = parts;
  const data = `data-admin-base="${escape(adminBase)}" data-token-address="${escape(tokenAddress)}" data-app-origin="${escape(appOrigin)}" data-leave-question="${WORDS[locale].leave}"`;
  const main = `<div id="loading-line"></div><div id="title-bar"><strong>${APP_NAME}</strong><span id="title-buttons"></span></div>
<iframe id="app-frame" name="app-iframe" title="${APP_NAME}" data-src="${escape(frameUrl)}"></iframe>`;
  return chrome(parts, APP_NAME, data, main).replace('</body>', '<script src="/admin-page.js"></script></body>');
}

/** What the merchant sees before the app is installed: its scopes and a button. */
export function installPage(parts: PageParts, installAddress: string): string {
  const words = WORDS[parts.locale];
  const scopes = parts.shop.scopes.map((scope) => `<li><code>${escape(scope)}</code></li>`).join('');
  const main = `<form class="install" method="post" action="${escape(installAddress)}"><h1>${APP_NAME}</h1>
<p>${APP_NAME} ${words.notInstalled}</p><p>${words.grants}</p><ul>${scopes}</ul><button>${words.install}</button></form>`;
  return chrome(parts, APP_NAME, '', main);
}
