import x from "./y.js"; // title: "no"
export default async function (c) {
  c.addPlugin(p, { metadata: { title: "Blog Title" } });
}
export const config = { dir: { input: "content", output: "_site" } };
