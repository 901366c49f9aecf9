// The stand-in for App Bridge, run inside the app's frame: gives the app its session token (and puts it on the app's own
// requests), reports where it is, and hands toasts, navigation, the save bar and the title bar to the page around it.
// Served as a classic script, types stripped, so this file neither imports nor exports.
(() => {
  type Reply = { type: string; id?: number; value?: unknown; href?: string; action?: string; index?: number };
  type NavItem = { label: string; href: string; rel: string };
  type KeptWindow = Window & { __sandboxFetch?: typeof fetch; __sandboxOpen?: typeof open };

  const script = document.currentScript as HTMLScriptElement;
  const adminOrigin = new URL(script.src).origin;
  const kept = window as KeptWindow;
  const plainFetch = (kept.__sandboxFetch ??= window.fetch.bind(window));
  const plainOpen = (kept.__sandboxOpen ??= window.open.bind(window));
  const embedded = window.parent !== window;

  const tell = (type: string, value?: object): void => {
    if (embedded) window.parent.postMessage({ from: 'app-bridge', type, ...value }, adminOrigin);
  };
  const waiting = new Map<number, (value: unknown) => void>();
  let lastId = 0;
  const ask = (type: string, value?: object): Promise<unknown> =>
    new Promise((resolve) => {
      lastId += 1;
      waiting.set(lastId, resolve);
      tell(type, { ...value, id: lastId });
    });

  // What the admin said in the address; a page reached by a link inside the app has it no more, so it is kept.
  const given = new URLSearchParams(location.search);
  const remembered = (name: string): string => {
    const value = given.get(name);
    try {
      if (value !== null) sessionStorage.setItem(`app-bridge ${name}`, value);
      return value ?? sessionStorage.getItem(`app-bridge ${name}`) ?? '';
    } catch {
      return value ?? '';
    }
  };
  const idToken = (): Promise<string> => ask('id-token') as Promise<string>;

  const sameOrigin = (input: RequestInfo | URL): boolean =>
    new URL(input instanceof Request ? input.url : String(input), location.href).origin === location.origin;

  const authorizedFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (!embedded || !sameOrigin(input)) return plainFetch(input, init);
    const request = new Request(input, init);
    if (request.headers.has('Authorization')) return plainFetch(request);
    const send = async (): Promise<Response> => {
      const attempt = request.clone();
      attempt.headers.set('Authorization', `Bearer ${await idToken()}`);
      return plainFetch(attempt);
    };
    let response = await send();
    if (response.headers.has('X-Shopify-Retry-Invalid-Session-Request')) response = await send();
    const reauthorize = response.headers.get('X-Shopify-API-Request-Failure-Reauthorize-Url');
    if (reauthorize !== null) tell('open', { url: new URL(reauthorize, location.href).href, target: '_top' });
    return response;
  };
  window.fetch = authorizedFetch;

  window.open = (url?: string | URL, target?: string, features?: string): Window | null => {
    const outside = embedded && (target === '_top' || target === '_parent');
    if (!outside || url === undefined) return plainOpen(url, target, features);
    tell('open', { url: new URL(url, location.href).href, target });
    return null;
  };

  // Where the app is, without what the admin put into the address.
  const hidden = ['hmac', 'host', 'id_token', 'session', 'shop', 'timestamp', 'embedded', 'locale'];
  const reportPlace = (): void => {
    const url = new URL(location.href);
    for (const name of hidden) url.searchParams.delete(name);
    if (!url.searchParams.has('shopify-reload')) tell('place', { path: url.pathname + url.search + url.hash });
  };
  for (const name of ['pushState', 'replaceState'] as const) {
    const plain = History.prototype[name];
    history[name] = function (this: History, ...args: Parameters<typeof plain>): void {
      plain.apply(this, args);
      reportPlace();
    };
  }
  window.addEventListener('popstate', reportPlace);

  // The app's navigation menu and title bar are drawn by the admin, not here.
  // A constructed style sheet leaves the document's nodes as the server sent them, which hydration relies on.
  const style = new CSSStyleSheet();
  style.replaceSync('ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal:not([open]) { display: none }');
  const navLinks = (): HTMLElement[] => [
    ...document.querySelectorAll<HTMLElement>('ui-nav-menu a[href], s-app-nav a[href], s-app-nav s-link[href]'),
  ];
  const titleButtons = (): HTMLButtonElement[] => [
    ...document.querySelectorAll<HTMLButtonElement>('ui-title-bar button'),
  ];
  let lastChrome = '';
  const reportChrome = (): void => {
    const items = navLinks().map<NavItem>((link) => ({
      label: (link.textContent ?? '').trim(),
      href: link.getAttribute('href') ?? '/',
      rel: link.getAttribute('rel') ?? '',
    }));
    const buttons = titleButtons().map((button) => ({
      label: (button.textContent ?? '').trim(),
      primary: button.getAttribute('variant') === 'primary',
    }));
    const title = document.querySelector('ui-title-bar')?.getAttribute('title') ?? document.title;
    const chrome = JSON.stringify({ items, title, buttons });
    if (chrome === lastChrome) return;
    lastChrome = chrome;
    tell('chrome', { items, title, buttons });
  };

  // Contextual save bar: an element `ui-save-bar`, or a form with `data-save-bar` that has been touched.
  let shownBar: HTMLElement | null = null;
  const barButton = (bar: HTMLElement, primary: boolean): HTMLElement | null =>
    bar.querySelector(primary ? 'button[variant="primary"]' : 'button:not([variant="primary"])');
  const showBar = (bar: HTMLElement): void => {
    if (shownBar === bar) return;
    shownBar = bar;
    tell('save-bar', { visible: true });
    bar.dispatchEvent(new Event('show'));
  };
  const hideBar = (bar: HTMLElement | null): void => {
    if (bar === null || shownBar !== bar) return;
    shownBar = null;
    tell('save-bar', { visible: false });
    bar.dispatchEvent(new Event('hide'));
  };
  const actOnBar = (action: string | undefined): void => {
    const bar = shownBar;
    if (bar === null) return;
    if (!(bar instanceof HTMLFormElement)) return barButton(bar, action === 'save')?.click();
    if (action === 'save') return bar.requestSubmit();
    bar.reset();
  };
  const touchedForm = (event: Event): HTMLFormElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLFormElement>('form[data-save-bar]') : null;
  for (const name of ['input', 'change']) {
    document.addEventListener(name, (event) => {
      const form = touchedForm(event);
      if (form !== null) showBar(form);
    });
  }
  for (const name of ['submit', 'reset']) {
    document.addEventListener(name, (event) => hideBar(touchedForm(event)), true);
  }
  class SaveBarElement extends HTMLElement {
    get showing(): boolean {
      return shownBar === this;
    }
    show(): Promise<void> {
      return Promise.resolve(showBar(this));
    }
    hide(): Promise<void> {
      return Promise.resolve(hideBar(this));
    }
    toggle(): Promise<void> {
      return this.showing ? this.hide() : this.show();
    }
    disconnectedCallback(): void {
      hideBar(this);
    }
  }
  if (customElements.get('ui-save-bar') === undefined) customElements.define('ui-save-bar', SaveBarElement);

  const toggleModal = (id: string, shown: boolean): Promise<void> => {
    const modal = document.getElementById(id);
    modal?.toggleAttribute('open', shown);
    modal?.dispatchEvent(new Event(shown ? 'show' : 'hide'));
    return Promise.resolve();
  };
  const bar = (id: string): HTMLElement | null => document.getElementById(id);
  const actions = new Map<string, { onAction?: () => void; onDismiss?: () => void }>();
  type ToastOptions = {
    duration?: number;
    isError?: boolean;
    action?: string;
    onAction?: () => void;
    onDismiss?: () => void;
  };

  const bridge = {
    config: {
      apiKey:
        script.dataset['apiKey'] ??
        document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]')?.content ??
        '',
      host: remembered('host'),
      locale: remembered('locale') || 'en',
      shop: remembered('shop'),
    },
    origin: adminOrigin,
    ready: Promise.resolve(),
    environment: { mobile: false, embedded, pos: false, intent: false },
    idToken,
    loading: (isLoading?: boolean): void => tell('loading', { value: isLoading ?? false }),
    toast: {
      show(message: string, options: ToastOptions = {}): string {
        const id = crypto.randomUUID();
        const { onAction, onDismiss, ...plain } = options;
        actions.set(id, { ...(onAction ? { onAction } : {}), ...(onDismiss ? { onDismiss } : {}) });
        tell('toast', { toast: id, message, options: plain });
        return id;
      },
      hide: (id: string): void => tell('toast-hide', { toast: id }),
    },
    saveBar: {
      show: (id: string): Promise<void> => Promise.resolve(bar(id) && showBar(bar(id)!)).then(() => undefined),
      hide: (id: string): Promise<void> => Promise.resolve(hideBar(bar(id))),
      toggle: (id: string): Promise<void> => (shownBar === bar(id) ? bridge.saveBar.hide(id) : bridge.saveBar.show(id)),
      /** Resolves when no bar is shown or the merchant agrees to leave; otherwise stays pending, as Shopify's does. */
      leaveConfirmation: (): Promise<void> =>
        new Promise((resolve) => {
          if (shownBar === null) return resolve();
          void ask('confirm-leave').then((agreed) => {
            if (!agreed) return;
            hideBar(shownBar);
            resolve();
          });
        }),
    },
    modal: {
      show: (id: string): Promise<void> => toggleModal(id, true),
      hide: (id: string): Promise<void> => toggleModal(id, false),
      toggle: (id: string): Promise<void> => toggleModal(id, !document.getElementById(id)?.hasAttribute('open')),
    },
  };
  (window as unknown as { shopify: typeof bridge }).shopify = bridge;

  window.addEventListener('message', (event: MessageEvent<Reply>) => {
    if (event.source !== window.parent || event.origin !== adminOrigin) return;
    const { type, id, value, href, action, index } = event.data;
    if (type === 'reply' && id !== undefined) {
      waiting.get(id)?.(value);
      waiting.delete(id);
    } else if (type === 'navigate' && href !== undefined) {
      const known = navLinks().find((link) => link.getAttribute('href') === href);
      known?.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, cancelable: true }));
    } else if (type === 'save-bar') {
      actOnBar(action);
    } else if (type === 'title-button' && index !== undefined) {
      titleButtons()[index]?.click();
    } else if (type === 'toast-ended') {
      const toast = actions.get(String(value));
      actions.delete(String(value));
      if (action === 'action') toast?.onAction?.();
      else toast?.onDismiss?.();
    }
  });

  /** The library's bounce page: fetch the page it names with a fresh token, and become that page. */
  const bounce = async (target: string): Promise<void> => {
    const url = new URL(target, location.href);
    if (url.origin !== location.origin) return;
    const response = await authorizedFetch(url, { headers: { 'X-Shopify-Bounce': '1' } });
    const page = await response.text();
    history.replaceState(null, '', url);
    document.open();
    document.write(page);
    document.close();
  };

  const reload = given.get('shopify-reload');
  if (embedded && reload !== null) {
    void bounce(reload);
    return;
  }
  document.adoptedStyleSheets.push(style);
  reportPlace();
  new MutationObserver(reportChrome).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['href', 'title', 'rel', 'variant'],
    characterData: true,
  });
  document.addEventListener('DOMContentLoaded', reportChrome);
})();
