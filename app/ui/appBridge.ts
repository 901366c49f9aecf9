/** What the surrounding admin does for us. Outside of it (a broken frame, a test) these do nothing. */

const bridge = (): typeof shopify | undefined => (typeof shopify === 'undefined' ? undefined : shopify);

/** A short word of success. Problems do not go here: they stay beside what they are about. */
export function showToast(text: string): void {
  bridge()?.toast.show(text);
}

/** Leaves the admin for an address of somebody else, who must not be shown in a frame. */
export function openOutside(url: string): void {
  open(url, '_top');
}

/** The admin's own loading bar. */
export function showLoading(loading: boolean): void {
  bridge()?.loading(loading);
}

export function showSaveBar(id: string): void {
  void bridge()?.saveBar.show(id);
}

export function hideSaveBar(id: string): void {
  void bridge()?.saveBar.hide(id);
}
