export default {
  title: "Harbour notes",
  url: `https://harbour.example/`,
  language: "en",
  description: "What happens at the \"old\" harbour",
  author: { name: "Ann Lee" },
};
