"""Words that name what a line of boilerplate is for, in the languages that most texts are in.

Plain nouns and verbs of each language for each topic, and none of the words that sentences are made
of, so that no language is at a disadvantage.
"""

from collections.abc import Mapping
from typing import Literal

Topic = Literal[
    "author", "dates", "credit", "navigation", "advertisement", "related", "comment",
    "newsletter", "share", "legal",
]  # fmt: skip

_WORDS: Mapping[Topic, str] = {
    "author": """
        author authors editor reporter correspondent contributor columnist writer journalist
        blogger ceo founder autor autorin autoren redakteur redakteurin redaktion journalistin
        auteur auteurs autrice rédaction rédacteur autora redacción redação redator autore
        redazione giornalista redacteur redactie redaktor redakcja автор авторы редактор
        корреспондент автори yazar editör författare skribent forfatter journaliste periodista
        jornalista συντάκτης penulis 作者 記者 记者 编辑 編輯 著者""",
    "dates": """
        published updated posted modified ago min mins minutes read veröffentlicht aktualisiert
        erstellt aktualisierung uhr stand lesezeit publié publiée modifié lecture publicado
        publicada actualizado actualizada atualizado atualizada lectura leitura pubblicato
        aggiornato lettura gepubliceerd bijgewerkt opublikowano aktualizacja опубликовано
        обновлено оновлено yayınlanma güncelleme publicerad uppdaterad publisert oppdatert
        publiceret opdateret julkaistu diperbarui 发布 更新 発行 公開""",
    "credit": """
        photo photos photograph photography photographer image images picture pictured credit
        credits courtesy getty reuters afp dpa shutterstock alamy istock imago unsplash pexels
        pixabay wikimedia epa foto fotos bild bilder symbolbild archivbild quelle crédit crédits
        photographe imagen imágenes imagem crédito créditos fuente fonte immagine fotografia
        foto's zdjęcie fot źródło фото фотография источник джерело fotoğraf kaynak kuva valokuva
        kilde billede φωτογραφία פוטו صورة 图片 圖片 图 摄 写真 來源 来源 사진""",
    "navigation": """
        home menu search login log-in logout account contact sitemap skip next previous prev back
        cart checkout shop store faq help download downloads categories category tags archive
        archives topics startseite suche anmelden konto kontakt warenkorb zurück weiter themen
        kategorie kategorien schlagwörter archiv accueil recherche connexion compte panier
        rubriques suivant précédent catégories inicio buscar cuenta carrito siguiente anterior
        categorías etiquetas temas início conta pesquisar próximo categorias cerca accedi carrello
        categorie zoeken inloggen winkelmand szukaj zaloguj koszyk kategorie tagi главная поиск
        войти меню рубрики теги головна пошук ara giriş anasayfa kategoriler etiketler sök logga
        hem søk hjem etusivu αρχική αναζήτηση beranda
        首页 首頁 搜索 登录 登入 分类 标签 ホーム 検索 ログイン 홈 검색 로그인""",
    "advertisement": """
        advertisement advertisements advertising ad ads sponsored sponsor promoted affiliate
        anzeige werbung gesponsert publicité sponsorisé publicidad patrocinado anuncio publicidade
        anúncio pubblicità sponsorizzato advertentie gesponsord reklama sponsorowane реклама
        reklam annons annonse annonce mainos διαφήμιση iklan 广告 廣告 広告 광고""",
    "related": """
        related trending recommended popular recommendations you-may-also-like latest recent
        weiterlesen meistgelesen meistgelesene empfohlen empfehlungen ähnliche verwandte lesetipp
        thema connexes similaires recommandés relacionado relacionados relacionada relacionadas
        recomendados recomendadas destacados correlati correlate consigliati leggi gerelateerd
        gerelateerde aanbevolen powiązane polecane popularne polecamy похожие популярное
        рекомендуем читайте схожі популярні ilgili önerilen popüler relaterat relaterte relaterede
        lisää σχετικά δημοφιλή terkait baca 相关 相關 推荐 推薦 関連 人気 관련""",
    "comment": """
        comment comments commented reply replies commenting moderated kommentar kommentare
        kommentieren antworten leserkommentare commentaire commentaires répondre réagir comentario
        comentarios comentar responder comentário comentários commento commenti rispondi reactie
        reacties reageer komentarz komentarze odpowiedz skomentuj комментарий комментарии
        комментировать ответить коментар коментарі yorum yorumlar yanıtla kommentarer kommentera
        svara svar kommentit σχόλια komentar تعليق التعليقات 评论 評論 回复 留言 コメント 댓글""",
    "newsletter": """
        newsletter newsletters subscribe subscription subscribed unsubscribe subscriber
        subscribers sign-up signup inbox abonnieren abonnement abonnent abo abonnez abonnez-vous
        inscription inscrivez-vous suscríbete suscribirse suscripción boletín inscreva-se assine
        assinar assinatura iscriviti abbonati iscrizione abonneer nieuwsbrief aanmelden subskrybuj
        newslettera prenumerata подписаться подписка подпишитесь рассылка підписатися підпишіться
        abone bülten prenumerera nyhetsbrev abonner nyhedsbrev tilaa uutiskirje berlangganan
        订阅 訂閱 購読 구독""",
    "share": """
        share shares shared tweet facebook twitter whatsapp linkedin pinterest telegram instagram
        youtube tiktok reddit messenger flipboard bluesky mastodon threads xing follow followers
        teilen geteilt folgen partager partagez suivez compartir compartilhar compartilhe
        compártelo síguenos siga condividi seguici delen volg udostępnij podziel поделиться
        вконтакте одноклассники поділитися paylaş takip dela følg jaa seuraa κοινοποίηση bagikan
        شارك 分享 关注 シェア フォロー 공유""",
    "legal": """
        copyright © reserved trademark trademarks disclaimer privacy cookie cookies gdpr terms
        imprint consent vorbehalten impressum datenschutz nutzungsbedingungen agb urheberrecht
        réservés confidentialité légales cgu reservados privacidad legales condiciones privacidade
        direitos termos riservati condizioni informativa voorbehouden voorwaarden privacybeleid
        zastrzeżone prywatności regulamin защищены конфиденциальности cookie-файлы захищені
        saklıdır gizlilik çerez integritetspolicy personvern evästeet απόρρητο δικαιώματα
        kebijakan 版权 版權 隐私 免责 免責 저작권""",
}
_ORDER: dict[Topic, int] = {topic: n for n, topic in enumerate(_WORDS)}
_TOPIC_OF: Mapping[str, Topic] = {
    word: topic for topic, words in _WORDS.items() for word in words.split()
}
_AROUND = ".,:;!?…()[]{}<>\"'“”„‘’«»‹›|/*+–—-•·→#。，、！？"
_ENDS = 70  # characters at either end of a long line in which words are looked up


def topic_of(line: str) -> Topic | None:
    """What the words of a line name; of several topics, the last one in the order above.

    >>> topic_of("Subscribe to our newsletter"), topic_of("The first winter")
    ('newsletter', None)
    """
    shown = line if len(line) <= 2 * _ENDS else f"{line[:_ENDS]} {line[-_ENDS:]}"
    words = {word.strip(_AROUND) for word in shown.lower().split()}
    found = [_TOPIC_OF[word] for word in words if word in _TOPIC_OF]
    return max(found, key=_ORDER.__getitem__, default=None)
