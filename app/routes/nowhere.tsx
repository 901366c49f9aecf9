/** Any address outside of the admin that is no page. */
export function loader(): never {
  throw new Response(null, { status: 404 });
}

export default function Nowhere() {
  return null;
}
