/** Any address outside of the admin that is no page. */
export function loader(): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- Remix answers with what is thrown
  throw new Response(null, { status: 404 });
}

export default function Nowhere() {
  return null;
}
