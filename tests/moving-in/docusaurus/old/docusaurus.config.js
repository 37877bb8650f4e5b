const config = {
  title: "Harbour notes",
  tagline: "What happens",
  url: "https://harbour.example",
  baseUrl: "/docs/",
  i18n: { defaultLocale: "en", locales: ["en"] },
  presets: [["classic", { blog: { routeBasePath: "news" } }]],
};
export default config;
