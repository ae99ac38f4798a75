def false_sentences(stop, counts):
    return []
