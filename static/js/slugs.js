// A French apostrophe parts two words of an address: « l’essai » makes l-essai, not lessai. Wraps the admin's own URLify.
const stock = window.URLify
if (stock) window.URLify = (text, ...rest) => stock(text.replace(/['’]/g, " "), ...rest)
