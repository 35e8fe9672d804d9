package dev.loam.data.tokenize;

import java.util.ArrayList;
import java.util.List;

/// SentencePiece's `.model`, Unigram, byte-pair and character models, with ids and texts as SentencePiece gives them.
public final class SentencePieceModel {
    private static final int NORMAL = 1, UNKNOWN = 2, CONTROL = 3, USER_DEFINED = 4, UNUSED = 5, BYTE = 6;
    private static final int TYPE_UNIGRAM = 1, TYPE_BPE = 2, TYPE_CHAR = 4;

    private final Vocabulary vocabulary = new Vocabulary(1024);
    private final Points types = new Points();
    private final List<Float> scores = new ArrayList<>();
    private int unknown = -1;
    private int modelType = TYPE_UNIGRAM;
    private boolean spaceIsSuffix;
    private boolean byteFallback;
    private String unknownSurface = " \u2047 ";
    private CharsMap map;
    private boolean addDummyPrefix = true;
    private boolean removeExtraSpaces = true;
    private boolean escapeSpaces = true;

    private SentencePieceModel() {
    }

    /// The tokenizer in the bytes of a `.model` file.
    ///
    /// @throws TokenizerException where it is damaged or of a kind that Loam does not know
    public static Tokenizer read(byte[] file) {
        var reader = new SentencePieceModel();
        reader.readAll(new Protobuf(file, 0, file.length));
        return reader.tokenizer();
    }

    private void readAll(Protobuf in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> piece(in.message());
                case 2 -> trainer(in.message());
                case 3 -> normalizer(in.message());
                default -> { }
            }
        }
        if (vocabulary.size() == 0) {
            throw new TokenizerException("there are no tokens in it, so it is no SentencePiece model");
        }
    }

    private void piece(Protobuf in) {
        String text = "";
        float score = 0;
        int type = NORMAL;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> text = in.text();
                case 2 -> score = in.number();
                case 3 -> type = in.integer();
                default -> { }
            }
        }
        if (type < NORMAL || type > BYTE || score != score) {
            throw new TokenizerException("token " + vocabulary.size() + " has the type " + type + " and the score " + score);
        }
        if (type == UNKNOWN) {
            unknown = vocabulary.size();
        }
        vocabulary.add(text, vocabulary.size());
        types.add(type);
        scores.add(score);
    }

    private void trainer(Protobuf in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 3 -> modelType = in.integer();
                case 24 -> spaceIsSuffix = in.flag();
                case 35 -> byteFallback = in.flag();
                case 44 -> unknownSurface = in.text();
                default -> { }
            }
        }
    }

    private void normalizer(Protobuf in) {
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 2 -> {
                    byte[] blob = in.bytes();
                    map = blob.length == 0 ? null : CharsMap.of(blob);
                }
                case 3 -> addDummyPrefix = in.flag();
                case 4 -> removeExtraSpaces = in.flag();
                case 5 -> escapeSpaces = in.flag();
                default -> { }
            }
        }
    }

    private Tokenizer tokenizer() {
        int n = vocabulary.size();
        double[] values = new double[n];
        boolean[] own = new boolean[n];
        boolean[] left = new boolean[n];
        boolean[] joinable = new boolean[n];
        PieceTrie symbols = null;
        var control = new ArrayList<String>();
        for (int id = 0; id < n; id++) {
            int type = types.get(id);
            values[id] = scores.get(id);
            own[id] = type == USER_DEFINED;
            joinable[id] = type == NORMAL;
            left[id] = type != NORMAL && type != USER_DEFINED;
            if (type == CONTROL) {
                control.add(vocabulary.token(id));
            }
            if (own[id]) {
                symbols = symbols == null ? new PieceTrie(64) : symbols;
                symbols.add(vocabulary.token(id), id);
            }
        }
        String unknownToken = unknown < 0 ? null : vocabulary.token(unknown);
        Model model = switch (modelType) {
            case TYPE_UNIGRAM -> new Unigram(vocabulary, values, unknown, byteFallback, true, own, left);
            case TYPE_BPE -> Bpe.ofScores(vocabulary, values, joinable, symbols, options(unknownToken));
            case TYPE_CHAR -> Bpe.ofScores(vocabulary, values, new boolean[n], symbols, options(unknownToken));
            default -> throw new TokenizerException("it is a SentencePiece model of type " + modelType + "; Loam reads Unigram (1), BPE (2) and characters (4)");
        };
        return new Tokenizer(new Normalizer.SentencePiece(map, removeExtraSpaces, addDummyPrefix, spaceIsSuffix, escapeSpaces, symbols), null, model, null,
            new Decoder.SentencePiece(unknownToken, unknownSurface, addDummyPrefix, removeExtraSpaces, List.copyOf(control)), List.of());
    }

    private Bpe.Options options(String unknownToken) {
        return new Bpe.Options(unknownToken, "", "", true, byteFallback, false);
    }
}
