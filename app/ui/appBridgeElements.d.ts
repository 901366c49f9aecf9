// The elements and the global that App Bridge brings to the page.
/// <reference types="@shopify/app-bridge-types" />
