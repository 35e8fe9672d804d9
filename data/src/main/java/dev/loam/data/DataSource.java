package dev.loam.data;

import java.util.List;
import java.util.Locale;

/// An opened dataset: its parts, what they hold and where they came from. Field 0 of each part is the input,
/// field 1 the label.
///
/// @param name         what runs on it are called; `digits` where the drawn digits stand in for MNIST
/// @param title        for a person: `MNIST`, `drawn digits`
/// @param modality     what sort of thing the examples are
/// @param train        examples to learn from
/// @param validation   examples set aside from the training ones; may be empty
/// @param test         examples never trained on
/// @param featureNames one name per number of a tabular input (`age`, `sex=male` …); empty for images
/// @param provenance   where it came from, with the content hash
/// @param notice       something every output has to say (stand-in data, unexpected content), or empty
/// @param text         of a text, its tokenizer and sizes; null for all else
public record DataSource(String name, String title, Modality modality, Dataset train, Dataset validation, Dataset test,
                         List<String> featureNames, Provenance provenance, String notice, TextSource text) {

    public DataSource {
        featureNames = List.copyOf(featureNames);
    }

    /// Data that is no text.
    public DataSource(String name, String title, Modality modality, Dataset train, Dataset validation, Dataset test, List<String> featureNames,
                      Provenance provenance, String notice) {
        this(name, title, modality, train, validation, test, featureNames, provenance, notice, null);
    }

    /// The field models read, such as `image u8[28,28,1]` or `features f32[9]`.
    public Field input() {
        return train.fields().get(0);
    }

    /// The field models predict: a class number i32 `[]`, or f32 `[]` where the label is a number.
    public Field label() {
        return train.fields().get(1);
    }

    /// Sizes of one input, such as `[28, 28, 1]`.
    public List<Integer> inputShape() {
        return input().shape();
    }

    /// How many classes the label has; 0 where it is a number to predict.
    public int classes() {
        return classNames().size();
    }

    /// Names of the classes in the order of their numbers.
    public List<String> classNames() {
        return label().categories();
    }

    /// True where Loam's own drawings stand in for data that could not be had; [#notice] says so.
    public boolean standIn() {
        return !notice.isEmpty() && provenance.location().isEmpty();
    }

    /// One line, such as `57,000 train, 3,000 validation and 10,000 test images (MNIST, from the cache)`.
    public String description() {
        if (text != null) {
            return text.description() + " (" + title + ", " + provenance.origin() + ")";
        }
        String sizes = validation.size() == 0
            ? number(train.size()) + " train and "
            : number(train.size()) + " train, " + number(validation.size()) + " validation and ";
        return sizes + number(test.size()) + " test " + modality.plural() + " (" + title + ", " + provenance.origin() + ")";
    }

    /// The pictures as sequences of pixels.
    ///
    /// @throws DataException where they are no gray pictures
    public DataSource pixels(PixelOptions how) {
        return PixelSequences.of(this, how);
    }

    /// How pictures became sequences of pixels, or null where they did not.
    public PixelSequences pixels() {
        return train instanceof PixelSequences p ? p : null;
    }

    DataSource with(String words, Dataset forTraining, Dataset forValidation, Dataset forTest) {
        return new DataSource(name, words, modality, forTraining, forValidation, forTest, featureNames, provenance, notice, text);
    }

    /// The same data with another notice.
    public DataSource withNotice(String sentence) {
        return new DataSource(name, title, modality, train, validation, test, featureNames, provenance, sentence, text);
    }

    static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
