// The admin page's own script: answers the framed app's App Bridge, keeps the address in step with the app, and draws the
// navigation, toasts, loading line and save bar. Served as a classic script, types stripped.
(() => {
  type NavItem = { label: string; href: string; rel: string };
  type TitleButton = { label: string; primary: boolean };
  type FromApp = {
    from: string;
    type: string;
    id?: number;
    path?: string;
    items?: NavItem[];
    title?: string;
    buttons?: TitleButton[];
    toast?: string;
    message?: string;
    options?: { duration?: number; isError?: boolean; action?: string };
    value?: boolean;
    visible?: boolean;
    url?: string;
  };

  const { adminBase, tokenAddress, appOrigin, leaveQuestion } = document.body.dataset as Record<string, string>;
  const find = (id: string): HTMLElement => document.getElementById(id)!;
  const frame = find('app-frame') as HTMLIFrameElement;
  const tellApp = (message: object): void => frame.contentWindow?.postMessage(message, appOrigin!);

  let place = '/';
  let navItems: NavItem[] = [];

  const drawNav = (): void => {
    const menu = find('app-nav');
    menu.replaceChildren();
    const path = place.split('?')[0]!;
    const best = navItems
      .filter((item) => path === item.href || path.startsWith(`${item.href}/`))
      .toSorted((one, other) => other.href.length - one.href.length)[0];
    for (const item of navItems) {
      if (item.rel === 'home') continue;
      const link = document.createElement('a');
      link.textContent = item.label;
      link.href = adminBase! + item.href;
      if (item === best) link.setAttribute('aria-current', 'page');
      link.addEventListener('click', (event) => {
        event.preventDefault();
        document.body.classList.remove('menu-open');
        tellApp({ type: 'navigate', href: item.href });
      });
      const entry = document.createElement('li');
      entry.append(link);
      menu.append(entry);
    }
  };

  const drawTitle = (title: string, buttons: TitleButton[]): void => {
    if (title !== '') document.title = title;
    const holder = find('title-buttons');
    holder.replaceChildren(
      ...buttons.map((button, index) => {
        const element = document.createElement('button');
        element.textContent = button.label;
        element.className = button.primary ? 'primary' : '';
        element.addEventListener('click', () => tellApp({ type: 'title-button', index }));
        return element;
      }),
    );
  };

  const moveTo = (path: string): void => {
    place = path;
    const url = new URL(adminBase! + (path === '/' ? '' : path), location.href);
    const locale = new URL(location.href).searchParams.get('locale');
    if (locale !== null) url.searchParams.set('locale', locale);
    history.replaceState(null, '', url);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-locale]')) {
      const target = new URL(url);
      target.searchParams.set('locale', link.dataset['locale']!);
      link.href = target.href;
    }
    drawNav();
  };

  const endToast = (element: HTMLElement, id: string, action: 'action' | 'dismiss'): void => {
    if (!element.isConnected) return;
    element.remove();
    tellApp({ type: 'toast-ended', value: id, action });
  };
  const showToast = (id: string, message: string, options: NonNullable<FromApp['options']>): void => {
    const element = document.createElement('div');
    element.className = options.isError ? 'toast error' : 'toast';
    element.id = `toast-${id}`;
    element.append(Object.assign(document.createElement('span'), { textContent: message }));
    if (options.action) {
      const button = Object.assign(document.createElement('button'), { textContent: options.action });
      button.addEventListener('click', () => endToast(element, id, 'action'));
      element.append(button);
    }
    const close = Object.assign(document.createElement('button'), { textContent: '×', ariaLabel: 'Dismiss' });
    close.addEventListener('click', () => endToast(element, id, 'dismiss'));
    element.append(close);
    find('toasts').append(element);
    setTimeout(() => endToast(element, id, 'dismiss'), options.duration ?? 5000);
  };

  /** Pages outside the frame: the app's own go back into a frame, Shopify's are mapped to this admin, others open. */
  const openOutside = (address: string): void => {
    const url = new URL(address);
    const adminPath = /^\/store\/[^/]+(\/.*)$/.exec(url.pathname);
    if (url.hostname === 'admin.shopify.com' && adminPath) {
      location.assign(adminBase!.replace(/\/apps\/.*$/, '') + adminPath[1]! + url.search);
    } else {
      location.assign(url.href);
    }
  };

  const answerToken = async (id: number | undefined): Promise<void> => {
    const response = await fetch(tokenAddress!, { method: 'POST' });
    const { id_token: value } = (await response.json()) as { id_token: string };
    tellApp({ type: 'reply', id, value });
  };

  window.addEventListener('message', (event: MessageEvent<FromApp>) => {
    if (event.source !== frame.contentWindow || event.data.from !== 'app-bridge') return;
    const data = event.data;
    switch (data.type) {
      case 'id-token':
        return void answerToken(data.id);
      case 'place':
        return moveTo(data.path ?? '/');
      case 'chrome':
        navItems = data.items ?? [];
        drawTitle(data.title ?? '', data.buttons ?? []);
        return drawNav();
      case 'toast':
        return showToast(data.toast ?? '', data.message ?? '', data.options ?? {});
      case 'toast-hide':
        return document.getElementById(`toast-${data.toast}`)?.remove();
      case 'loading':
        return void document.body.classList.toggle('loading', data.value ?? false);
      case 'save-bar':
        return void document.body.classList.toggle('unsaved', data.visible ?? false);
      case 'confirm-leave':
        return tellApp({ type: 'reply', id: data.id, value: window.confirm(leaveQuestion) });
      case 'open':
        return openOutside(data.url ?? '/');
    }
  });

  find('save').addEventListener('click', () => tellApp({ type: 'save-bar', action: 'save' }));
  find('discard').addEventListener('click', () => tellApp({ type: 'save-bar', action: 'discard' }));
  find('menu-button').addEventListener('click', () => document.body.classList.toggle('menu-open'));
  // Last: what the app says while it loads is heard.
  frame.src = frame.dataset['src']!;
})();
